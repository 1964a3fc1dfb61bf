package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/session"
	"shop/modules/auth/internal/signin"
	"shop/platform/identity"
	"shop/platform/web"
)

const tagAuth = "Sign-in"

// Auth serves /api/auth. It implements [web.Routes].
type Auth struct {
	registrar *account.Registrar
	signin    *signin.Service
	passwords *signin.Passwords
	sessions  *session.Manager
}

// NewAuth returns the operations of signing in.
func NewAuth(registrar *account.Registrar, service *signin.Service, passwords *signin.Passwords, sessions *session.Manager) *Auth {
	return &Auth{registrar: registrar, signin: service, passwords: passwords, sessions: sessions}
}

// Routes implements [web.Routes].
func (a *Auth) Routes(r *web.Router) {
	web.Operation(r, web.Entrance, web.LimitedOperation("register", huma.Operation{
		Method: http.MethodPost, Path: "/api/auth/register", Tags: []string{tagAuth}, Summary: "Open an account",
		DefaultStatus: http.StatusCreated,
	}), a.register)
	web.Operation(r, web.Entrance, huma.Operation{
		Method: http.MethodPost, Path: "/api/auth/login", Tags: []string{tagAuth}, Summary: "Sign in",
		Description: "With a Cart-Token the guest's cart is merged into the account's before the answer. " +
			"Every attempt counts towards the limit, which RateLimit tells.",
	}, a.login)
	web.Operation(r, web.Entrance, huma.Operation{
		Method: http.MethodPost, Path: "/api/auth/logout", Tags: []string{tagAuth}, Summary: "Sign out",
	}, a.logout)
	web.Operation(r, web.Entrance, huma.Operation{
		Method: http.MethodPost, Path: "/api/auth/password/forgot", Tags: []string{tagAuth},
		Summary:       "Ask for a mail that sets a new password",
		Description:   "The answer is the same whether there is such an account or not.",
		DefaultStatus: http.StatusAccepted,
	}, a.forgot)
	web.Operation(r, web.Entrance, huma.Operation{
		Method: http.MethodPost, Path: "/api/auth/password/reset", Tags: []string{tagAuth},
		Summary: "Set a new password with the mailed token", Description: "All sessions of the account end.",
	}, a.reset)
	web.Operation(r, web.SignedIn, huma.Operation{
		Method: http.MethodGet, Path: "/api/auth/sessions", Tags: []string{tagAuth}, Summary: "Where I am signed in",
	}, a.list)
	web.Operation(r, web.SignedIn, huma.Operation{
		Method: http.MethodDelete, Path: "/api/auth/sessions/{id}", Tags: []string{tagAuth}, Summary: "End one session",
	}, a.revoke)
	web.Operation(r, web.SignedIn, huma.Operation{
		Method: http.MethodDelete, Path: "/api/auth/sessions", Tags: []string{tagAuth},
		Summary: "End all sessions", Description: "This one too.",
	}, a.revokeAll)
}

// RegisterInput opens an account.
type RegisterInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"1024" doc:"10 to 256 characters"`
		Name     string `json:"name" maxLength:"400"`
	}
}

func (a *Auth) register(ctx context.Context, in *RegisterInput) (*UserOutput, error) {
	return userOutput(a.registrar.Register(ctx, account.Application(in.Body)))
}

// LoginInput signs in.
type LoginInput struct {
	Body struct {
		Email    string `json:"email" maxLength:"254"`
		Password string `json:"password" maxLength:"1024"`
	}
}

func (a *Auth) login(ctx context.Context, in *LoginInput) (*GrantOutput, error) {
	arrival, err := a.signin.SignIn(ctx, signin.Credentials(in.Body))
	if err != nil {
		return nil, err
	}
	return grantOutput(arrival.Grant, arrival.Account), nil
}

func (a *Auth) logout(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, a.signin.SignOut(ctx)
}

// ForgotInput names the account.
type ForgotInput struct {
	Body struct {
		Email string `json:"email" maxLength:"254"`
	}
}

func (a *Auth) forgot(ctx context.Context, in *ForgotInput) (*struct{}, error) {
	return nil, a.passwords.Forgot(ctx, in.Body.Email)
}

// ResetInput sets a password.
type ResetInput struct {
	Body struct {
		Token    string `json:"token" maxLength:"128"`
		Password string `json:"password" maxLength:"1024" doc:"10 to 256 characters"`
	}
}

func (a *Auth) reset(ctx context.Context, in *ResetInput) (*struct{}, error) {
	return nil, a.passwords.Reset(ctx, in.Body.Token, in.Body.Password)
}

// SessionsOutput is the list of sessions.
type SessionsOutput struct {
	Body struct {
		Sessions []Session `json:"sessions"`
	}
}

func (a *Auth) list(ctx context.Context, _ *struct{}) (*SessionsOutput, error) {
	list, err := a.sessions.List(ctx)
	if err != nil {
		return nil, err
	}
	var out SessionsOutput
	out.Body.Sessions = sessionsOf(list, identity.From(ctx).Session)
	return &out, nil
}

// SessionInput names a session.
type SessionInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (a *Auth) revoke(ctx context.Context, in *SessionInput) (*struct{}, error) {
	return nil, a.sessions.Revoke(ctx, in.ID)
}

func (a *Auth) revokeAll(ctx context.Context, _ *struct{}) (*struct{}, error) {
	return nil, a.sessions.RevokeAll(ctx)
}
