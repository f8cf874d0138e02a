package dev.gantry.store;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithPostgres.class)
class PostgresRunStoreTest extends RunStoreContract {
    private final PostgresAddress address;

    PostgresRunStoreTest(PostgresServer server) {
        this.address = server.schema();
    }

    @Override
    Database open() {
        return Stores.postgres(address);
    }
}
