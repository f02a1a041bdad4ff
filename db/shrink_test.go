package db

import (
	"context"
	"sync"
	"testing"
	"time"
)

// Giving memory back must leave everybody a connection, also those who hold one
// and need another, as a page inside a view of the file does.
func TestShrinkingMemoryNeverStopsTheDesk(t *testing.T) {
	s := openTest(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 3000 {
				if err := s.ShrinkMemory(ctx); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Go(func() {
		for range 3000 {
			if err := holdTwo(ctx, s); err != nil {
				t.Error(err)
				return
			}
		}
	})
	all.Wait()
}

// holdTwo takes one connection of the readers, lets others run, and takes a
// second one.
func holdTwo(ctx context.Context, s *Store) error {
	first, err := s.r.Conn(ctx)
	if err != nil {
		return err
	}
	defer first.Close()
	time.Sleep(5 * time.Microsecond)
	second, err := s.r.Conn(ctx)
	if err != nil {
		return err
	}
	return second.Close()
}
