package dev.gantry.store;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithPostgres.class)
class PostgresConfigStoreTest extends ConfigStoreContract {
    private final PostgresAddress address;

    PostgresConfigStoreTest(PostgresServer server) {
        this.address = server.schema();
    }

    @Override
    Database open() {
        return Stores.postgres(address);
    }
}
