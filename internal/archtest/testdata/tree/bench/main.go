package main

import (
	_ "shop/platform/host"
	_ "shop/platform/mongo" // want "load programs drive the program from outside"
)
