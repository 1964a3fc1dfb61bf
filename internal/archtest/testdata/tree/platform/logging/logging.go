package logging

import (
	_ "shop/platform/config" // want "settings and logs stand on values"
	_ "shop/platform/identity"
	_ "shop/platform/mongo" // want "settings and logs stand on values"
)
