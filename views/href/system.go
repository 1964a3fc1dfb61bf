package href

import "net/url"

// AdminSystem is how the program and what it stands on are.
func AdminSystem() string { return "/admin/system" }

// AdminFailedEvents lists the events that failed for good.
func AdminFailedEvents() string { return "/admin/system/events" }

// AdminRetryEvents has all of them handled again (POST).
func AdminRetryEvents() string { return AdminFailedEvents() + "/retry" }

// AdminRetryEvent has one of them handled again (POST).
func AdminRetryEvent(id string) string {
	return AdminFailedEvents() + "/" + url.PathEscape(id) + "/retry"
}

// AdminDiscardEvent ends one of them for good (POST).
func AdminDiscardEvent(id string) string {
	return AdminFailedEvents() + "/" + url.PathEscape(id) + "/discard"
}

// AdminRetryMail has a failed mail sent again (POST, with its id).
func AdminRetryMail() string { return "/admin/system/mails/retry" }

// AdminCache shows what Redis holds.
func AdminCache() string { return "/admin/system/cache" }

// AdminPurge deletes a family of keys (POST).
func AdminPurge(family string) string { return AdminCache() + "/" + url.PathEscape(family) + "/purge" }

// AdminWebhooks lists the webhooks.
func AdminWebhooks() string { return "/admin/settings/webhooks" }

// AdminNewWebhook is the empty form of one (POST: adds it).
func AdminNewWebhook() string { return AdminWebhooks() + "/new" }

// AdminWebhook is a webhook's form and its log (POST: saves it).
func AdminWebhook(id string) string { return AdminWebhooks() + "/" + url.PathEscape(id) }

// AdminWebhookSecret gives a webhook another secret (POST).
func AdminWebhookSecret(id string) string { return AdminWebhook(id) + "/secret" }

// AdminWebhookTest sends a test (POST).
func AdminWebhookTest(id string) string { return AdminWebhook(id) + "/test" }

// AdminWebhookDelete deletes a webhook (POST).
func AdminWebhookDelete(id string) string { return AdminWebhook(id) + "/delete" }

// AdminWebhookReplay sends a delivery again (POST).
func AdminWebhookReplay(id, delivery string) string {
	return AdminWebhook(id) + "/deliveries/" + url.PathEscape(delivery) + "/replay"
}
