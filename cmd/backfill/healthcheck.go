package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

type healthcheckCmd struct {
	Addr string `help:"Where the desk listens." default:"127.0.0.1:8080" env:"BACKFILL_ADDR" placeholder:"HOST:PORT"`
}

// Run asks the running desk whether it is ready; a container's supervisor calls it.
func (c *healthcheckCmd) Run(ctx context.Context, e *env) error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("%w: --addr %q is not HOST:PORT", errUsage, c.Addr)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(io.LimitReader(res.Body, 200))
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the desk says %d: %s", res.StatusCode, said)
	}
	fmt.Fprint(e.out, string(said))
	return nil
}
