package signin

import (
	"context"
	"errors"
	"time"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/session"
	"shop/platform/fault"
	"shop/platform/identity"
)

const (
	// resetTime is how long a mailed link is good.
	resetTime = time.Hour
	// maxResets bounds the mails that strangers can have sent to an account's
	// owner within resetTime.
	maxResets = 3
	// answerTime is how long asking for a link takes, account or not.
	answerTime = 250 * time.Millisecond
)

// Courier writes to people. internal/letters implements it.
type Courier interface {
	// PasswordReset sends the link's token to the account's owner. id is unique
	// to the mail.
	PasswordReset(ctx context.Context, id string, to account.Account, token string, good time.Duration) error
	// PasswordChanged tells the account's owner that it happened.
	PasswordChanged(ctx context.Context, id string, to account.Account) error
}

// Passwords lets people change their password, and helps those who forgot it.
type Passwords struct {
	service *Service
	tickets Tickets
	courier Courier
}

// NewPasswords returns the passwords of the accounts that service signs in.
func NewPasswords(service *Service, tickets Tickets, courier Courier) *Passwords {
	return &Passwords{service: service, tickets: tickets, courier: courier}
}

// Change sets the caller's password, ends all of the account's sessions and
// begins a new one, whose token replaces the caller's. Errors:
// [identity.ErrSignIn]; fault.Invalid naming current or password;
// fault.TooMany after too many tries.
func (p *Passwords) Change(ctx context.Context, current, next string) (session.Grant, error) {
	caller, err := identity.RequireAccount(ctx)
	if err != nil {
		return session.Grant{}, err
	}
	if err := p.service.limiter.Allow(ctx, attemptKeys(ctx, "password", caller.Account)...); err != nil {
		return session.Grant{}, err
	}
	a, err := p.service.accounts.Find(ctx, auth.AccountID(caller.Account))
	if err != nil {
		return session.Grant{}, err
	}
	match, _, err := p.service.hasher.Verify(ctx, current, a.PasswordHash)
	if err != nil {
		return session.Grant{}, err
	}
	if !match {
		var wrong fault.Fields
		wrong.Add("current", "This is not your present password.")
		return session.Grant{}, wrong.Err()
	}
	if a, err = p.service.setPassword(ctx, a, next, nil); err != nil {
		return session.Grant{}, err
	}
	grant, err := p.service.sessions.Begin(ctx, a.ID, a.Epoch)
	if err != nil {
		return session.Grant{}, err
	}
	p.report(ctx, "password-changed:"+grant.Session.ID, a)
	return grant, nil
}

// Forgot mails a link to the account of email, if there is one. Its answer and
// the time it takes are the same if not. Errors: fault.Invalid naming email;
// fault.TooMany after too many calls from the caller's address.
func (p *Passwords) Forgot(ctx context.Context, email string) error {
	email = identity.NormalEmail(email)
	if !identity.ValidEmail(email) {
		var wrong fault.Fields
		wrong.Add("email", "This is not an e-mail address.")
		return wrong.Err()
	}
	if err := p.service.limiter.Allow(ctx, attemptKeys(ctx, "forgot", email)...); err != nil {
		return err
	}
	answer := time.NewTimer(answerTime)
	defer answer.Stop()
	err := p.sendLink(ctx, email)
	select {
	case <-answer.C:
	case <-ctx.Done():
	}
	return err
}

func (p *Passwords) sendLink(ctx context.Context, email string) error {
	a, err := p.service.accounts.FindByEmail(ctx, email)
	if errors.Is(err, auth.ErrNoAccount) {
		return nil
	}
	if err != nil {
		return err
	}
	sent, err := p.tickets.Count(ctx, ForReset, a.ID)
	if err != nil || sent >= maxResets {
		return err
	}
	ticket, token := newTicket(ForReset, resetTime)
	ticket.Account = a.ID
	if err := p.tickets.Issue(ctx, ticket); err != nil {
		return err
	}
	return p.courier.PasswordReset(ctx, "password-reset:"+ticket.Hash, a, token, resetTime)
}

// Check tells whether a reset link is still good. Errors: [ErrExpired].
func (p *Passwords) Check(ctx context.Context, token string) error {
	_, err := p.tickets.Find(ctx, ForReset, session.HashToken(token))
	return err
}

// Reset sets the password of the account that the link was mailed to, once, and
// ends all its sessions. Errors: [ErrExpired], fault.Invalid naming password.
func (p *Passwords) Reset(ctx context.Context, token, password string) error {
	hash := session.HashToken(token)
	ticket, err := p.tickets.Find(ctx, ForReset, hash)
	if err != nil {
		return err
	}
	a, err := p.service.accounts.Find(ctx, ticket.Account)
	if errors.Is(err, auth.ErrNoAccount) {
		return ErrExpired
	}
	if err != nil {
		return err
	}
	redeem := func() error {
		_, err := p.tickets.Redeem(ctx, ForReset, hash)
		return err
	}
	if a, err = p.service.setPassword(ctx, a, password, redeem); err != nil {
		return err
	}
	if err := p.tickets.Void(ctx, ForReset, a.ID); err != nil {
		return err
	}
	p.report(ctx, "password-changed:"+hash, a)
	return nil
}

// report tells the owner by mail. The change stands whether or not it can.
func (p *Passwords) report(ctx context.Context, id string, a account.Account) {
	if err := p.courier.PasswordChanged(ctx, id, a); err != nil {
		p.service.log.ErrorContext(ctx, "auth: no mail tells of a changed password", "account", a.ID, "error", err)
	}
}
