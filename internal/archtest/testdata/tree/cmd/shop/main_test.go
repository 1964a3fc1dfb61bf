package main

import (
	_ "shop/modules/catalog/catalogtest"
	_ "shop/platform/mongo/mongotest"
)
