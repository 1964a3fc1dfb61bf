package static

import (
	_ "embed"
	_ "shop/platform/encode"
	_ "shop/platform/web" // want "static files need no one"
)
