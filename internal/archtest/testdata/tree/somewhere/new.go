package somewhere

import (
	_ "shop/platform/fault" // want "no rule covers package somewhere"
)
