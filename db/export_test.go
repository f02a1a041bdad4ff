package db

import "backfill/model"

var testActor = model.Actor{Name: "dana@test", Origin: "127.0.0.1", RequestID: "test", Role: model.RoleManager}
