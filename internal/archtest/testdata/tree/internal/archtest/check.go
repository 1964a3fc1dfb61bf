package archtest

import (
	_ "go/parser"
	_ "shop/platform/fault" // want "the architecture test reads files"
)
