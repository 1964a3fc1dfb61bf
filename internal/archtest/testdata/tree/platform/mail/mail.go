package mail

import (
	_ "shop/platform/eventbus" // want "platform/mail stands on MongoDB"
	_ "shop/platform/mail/mongostore"
	_ "shop/platform/mongo"
)
