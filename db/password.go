package db

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"
)

// What a password's hash costs: 19 MiB and about 30 ms on one core. More of
// them at once than hashSlots would be a way to use up the machine's memory.
const (
	hashMemory = 19456
	hashTime   = 2
	hashLanes  = 1
	hashSize   = 32
	saltSize   = 16
	hashSlots  = 2
	hashQueue  = 20
)

var (
	hashing  = make(chan struct{}, hashSlots)
	hashRoom = make(chan struct{}, hashSlots+hashQueue)
)

// hashTurn waits for its turn to hash. ErrBusy when too many wait already.
func hashTurn(ctx context.Context) (release func(), err error) {
	select {
	case hashRoom <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	select {
	case hashing <- struct{}{}:
		return func() { <-hashing; <-hashRoom }, nil
	case <-ctx.Done():
		<-hashRoom
		return nil, ErrBusy
	}
}

// HashPassword makes the PHC string that is kept instead of a password.
func HashPassword(ctx context.Context, password string) (string, error) {
	release, err := hashTurn(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	salt := make([]byte, saltSize)
	rand.Read(salt)
	return phcString(password, salt), nil
}

func phcString(password string, salt []byte) string {
	sum := argon2.IDKey([]byte(password), salt, hashTime, hashMemory, hashLanes, hashSize)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// checkPassword compares a password with a PHC string in constant time; stale
// tells that the string was made with other costs and should be made anew.
func checkPassword(ctx context.Context, password, phc string) (ok, stale bool, err error) {
	h, err := parsePHC(phc)
	if err != nil {
		return false, false, err
	}
	release, err := hashTurn(ctx)
	if err != nil {
		return false, false, err
	}
	defer release()
	sum := argon2.IDKey([]byte(password), h.salt, h.time, h.memory, h.lanes, uint32(len(h.sum)))
	ok = subtle.ConstantTimeCompare(sum, h.sum) == 1
	return ok, h.memory != hashMemory || h.time != hashTime || h.lanes != hashLanes || len(h.sum) != hashSize, nil
}

type phc struct {
	memory, time uint32
	lanes        uint8
	salt, sum    []byte
}

var errHash = errors.New("a stored password hash cannot be read")

// parsePHC reads $argon2id$v=19$m=...,t=...,p=...$SALT$SUM.
func parsePHC(s string) (h phc, err error) {
	part := strings.Split(s, "$")
	if len(part) != 6 || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, errHash
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &h.memory, &h.time, &h.lanes); err != nil || h.time == 0 || h.lanes == 0 {
		return h, errHash
	}
	if h.salt, err = base64.RawStdEncoding.DecodeString(part[4]); err != nil {
		return h, errHash
	}
	if h.sum, err = base64.RawStdEncoding.DecodeString(part[5]); err != nil || len(h.sum) < 16 {
		return h, errHash
	}
	return h, nil
}

// dummyHash is what the password of an unknown person is compared with, so that
// the answer takes as long as for a known one.
var dummyHash = sync.OnceValue(func() string { return phcString("nobody", make([]byte, saltSize)) })
