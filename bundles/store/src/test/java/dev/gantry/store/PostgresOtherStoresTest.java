package dev.gantry.store;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(WithPostgres.class)
class PostgresOtherStoresTest extends OtherStoresContract {
    private final PostgresAddress address;

    PostgresOtherStoresTest(PostgresServer server) {
        this.address = server.schema();
    }

    @Override
    Database open() {
        return Stores.postgres(address);
    }
}
