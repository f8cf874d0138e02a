package dev.gantry.store;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithPostgres.class)
class PostgresIdentityStoreTest extends IdentityStoreContract {
    private final PostgresAddress address;

    PostgresIdentityStoreTest(PostgresServer server) {
        this.address = server.schema();
    }

    @Override
    Database open() {
        return Stores.postgres(address);
    }
}
