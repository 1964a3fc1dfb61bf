package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/platform/web"
)

func (a *Admin) noteRoutes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPost, Path: "/api/admin/orders/{number}/notes", Tags: []string{tagStaff}, Summary: "Add a note to an order",
		Description: "A public one appears on the shopper's open page at once; the others are for staff.", DefaultStatus: http.StatusOK,
	}, a.note)
}

// NoteInput is a note.
type NoteInput struct {
	StaffOrderInput
	Body struct {
		Text   string `json:"text" maxLength:"2000"`
		Public bool   `json:"public,omitempty" doc:"Whether the shopper reads it"`
	}
}

func (a *Admin) note(ctx context.Context, in *NoteInput) (*StaffOrderOutput, error) {
	return staffOrderOutput(a.desk.Note(ctx, in.Number, in.Body.Text, in.Body.Public))
}
