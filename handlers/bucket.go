package handlers

import (
	"sync"
	"time"

	"backfill/model"

	"golang.org/x/time/rate"
)

// maxBuckets bounds the memory that strangers can make us spend.
const maxBuckets = 10_000

// buckets hold one allowance for each key.
type buckets struct {
	limit rate.Limit
	now   func() model.Time

	mu  sync.Mutex
	all map[string]*bucket
}

type bucket struct {
	*rate.Limiter
	used model.Time
}

func newBuckets(limit rate.Limit, now func() model.Time) *buckets {
	return &buckets{limit: limit, now: now, all: map[string]*bucket{}}
}

// take uses one of key's allowance; false when there is none left.
func (b *buckets) take(key string) bool {
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	got, ok := b.all[key]
	if !ok {
		if len(b.all) >= maxBuckets {
			b.forget(now)
		}
		got = &bucket{Limiter: rate.NewLimiter(b.limit, int(3*min(b.limit, 1e6))+1)}
		b.all[key] = got
	}
	got.used = now
	return got.AllowN(now.Std(), 1)
}

// forget drops who has not been here for a minute, and everybody when that is
// not enough: a full allowance for all is better than memory without end.
func (b *buckets) forget(now model.Time) {
	for k, v := range b.all {
		if now.Sub(v.used) > time.Minute {
			delete(b.all, k)
		}
	}
	if len(b.all) >= maxBuckets {
		clear(b.all)
	}
}
