package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"backfill/db"
	"backfill/model"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add a person. Without --password-stdin a password is made and printed once."`
	List    userListCmd    `cmd:"" help:"List everyone."`
	Passwd  userPasswdCmd  `cmd:"" help:"Give a person another password and end their sessions."`
	Disable userDisableCmd `cmd:"" help:"End a person's sessions and let them in no more."`
	Code    userCodeCmd    `cmd:"" name:"reset-code" help:"Turn the second factor of a person off who lost the app and the recovery codes."`
}

type userAddCmd struct {
	Email         string `required:"" placeholder:"E-MAIL"`
	Name          string `required:""`
	Role          string `required:"" enum:"sales,warehouse,shipping,service,purchasing,manager,admin" help:"One of ${enum}."`
	PasswordStdin bool   `help:"Read the password from standard input, one line."`
}

func (c *userAddCmd) Run(ctx context.Context, g *cli, e *env) error {
	password, made, err := newPassword(e, c.PasswordStdin)
	if err != nil {
		return err
	}
	return withStore(ctx, g, e, func(s *db.Store) error {
		u, err := s.AddUser(ctx, model.CLIActor(), model.NewUser{Email: c.Email, Name: c.Name, Role: model.Role(c.Role), Password: password})
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s may log in as %s.\n", u.Email, u.Role)
		tellPassword(e, password, made)
		return nil
	})
}

type userPasswdCmd struct {
	Email         string `required:"" placeholder:"E-MAIL"`
	PasswordStdin bool   `help:"Read the password from standard input, one line."`
}

func (c *userPasswdCmd) Run(ctx context.Context, g *cli, e *env) error {
	password, made, err := newPassword(e, c.PasswordStdin)
	if err != nil {
		return err
	}
	return withStore(ctx, g, e, func(s *db.Store) error {
		if err := s.SetPassword(ctx, model.CLIActor(), c.Email, password); err != nil {
			return fmt.Errorf("%s: %w", c.Email, err)
		}
		fmt.Fprintf(e.out, "%s has a new password and must log in again.\n", c.Email)
		tellPassword(e, password, made)
		return nil
	})
}

type userDisableCmd struct {
	Email string `required:"" placeholder:"E-MAIL"`
}

func (c *userDisableCmd) Run(ctx context.Context, g *cli, e *env) error {
	return withStore(ctx, g, e, func(s *db.Store) error {
		if err := s.DisableUser(ctx, model.CLIActor(), c.Email); err != nil {
			return fmt.Errorf("%s: %w", c.Email, err)
		}
		fmt.Fprintf(e.out, "%s may log in no more.\n", c.Email)
		return nil
	})
}

type userCodeCmd struct {
	Email string `required:"" placeholder:"E-MAIL"`
}

func (c *userCodeCmd) Run(ctx context.Context, g *cli, e *env) error {
	return withStore(ctx, g, e, func(s *db.Store) error {
		u, err := s.UserByEmail(ctx, c.Email)
		if err == nil {
			err = s.ResetSecondFactor(ctx, model.CLIActor(), u.ID)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", c.Email, err)
		}
		fmt.Fprintf(e.out, "%s logs in with the password alone.\n", u.Email)
		return nil
	})
}

type userListCmd struct {
	JSON bool `help:"As JSON."`
}

func (c *userListCmd) Run(ctx context.Context, g *cli, e *env) error {
	return withStore(ctx, g, e, func(s *db.Store) error {
		users, err := s.Users(ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return printUsersJSON(e.out, users)
		}
		w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
		for _, u := range users {
			state := ""
			if !u.Disabled.IsZero() {
				state = "disabled"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Email, u.Role, u.Name, state)
		}
		return w.Flush()
	})
}

func printUsersJSON(w io.Writer, users []model.User) error {
	type row struct {
		Email    string     `json:"email"`
		Name     string     `json:"name"`
		Role     model.Role `json:"role"`
		Disabled bool       `json:"disabled"`
	}
	rows := make([]row, 0, len(users))
	for _, u := range users {
		rows = append(rows, row{u.Email, u.Name, u.Role, !u.Disabled.IsZero()})
	}
	return json.NewEncoder(w).Encode(rows)
}

// newPassword reads a password or makes one nobody could guess.
func newPassword(e *env, stdin bool) (password string, made bool, err error) {
	if !stdin {
		return rand.Text(), true, nil
	}
	line, err := bufio.NewReader(e.in).ReadString('\n')
	if err != nil && err != io.EOF {
		return "", false, fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), false, nil
}

func tellPassword(e *env, password string, made bool) {
	if made {
		fmt.Fprintf(e.out, "Password, shown this once: %s\n", password)
	}
}

// withStore opens the desk's file for f.
func withStore(ctx context.Context, g *cli, e *env, f func(*db.Store) error) error {
	s, err := g.open(ctx, e)
	if err != nil {
		return err
	}
	defer s.Close()
	return f(s)
}
