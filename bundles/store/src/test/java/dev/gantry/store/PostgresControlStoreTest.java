package dev.gantry.store;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithPostgres.class)
class PostgresControlStoreTest extends ControlStoreContract {
    private final PostgresAddress address;

    PostgresControlStoreTest(PostgresServer server) {
        this.address = server.schema();
    }

    @Override
    Database open() {
        return Stores.postgres(address);
    }
}
