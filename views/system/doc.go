// Package system has the pages that show staff how the platform is: templ
// components and the flat structs they show. modules/system/internal/pages fills
// them; nothing else imports them, and they import no module.
//
// Its invariant: what is not known is said to be, and never shown as nothing.
package system
