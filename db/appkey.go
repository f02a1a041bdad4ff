package db

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// The application's key lies beside the file, not in it: a copy of the file, such
// as a backup, then does not hold what the key seals. It is made when it is first
// needed. Without it the sealed secrets cannot be read; nothing else is lost.
const (
	keyEnding = ".key"
	keySize   = 32
)

// errSealed is a sealed secret that this key does not open: the file was restored
// without its key.
var errSealed = errors.New("the key beside the desk's file does not open this secret")

// KeyFile is where the key lies that seals the secrets of second factors.
func (s *Store) KeyFile() string { return s.path + keyEnding }

// appKey reads the key, made when there is none. Two programs that make it at
// once end up with the same one.
func (s *Store) appKey() (cipher.AEAD, error) {
	text, err := os.ReadFile(s.KeyFile())
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(s.KeyFile()); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("make the key: %w", err)
		}
		text, err = os.ReadFile(s.KeyFile())
	}
	if err != nil {
		return nil, fmt.Errorf("read the key: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize {
		return nil, fmt.Errorf("%s holds no key: put the right one there, or move it away and have second factors set up anew", s.KeyFile())
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// makeKey writes a new key beside its place and links it in, so that nobody ever
// reads half of one and none is ever replaced.
func makeKey(file string) error {
	key := make([]byte, keySize)
	rand.Read(key)
	f, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), file)
}

// seal encrypts a secret so that only this use of it opens it again.
func (s *Store) seal(secret []byte, use string) ([]byte, error) {
	key, err := s.appKey()
	if err != nil {
		return nil, err
	}
	return key.Seal(nil, nil, secret, []byte(use)), nil
}

func (s *Store) unseal(sealed []byte, use string) ([]byte, error) {
	key, err := s.appKey()
	if err != nil {
		return nil, err
	}
	secret, err := key.Open(nil, nil, sealed, []byte(use))
	if err != nil {
		return nil, errSealed
	}
	return secret, nil
}
