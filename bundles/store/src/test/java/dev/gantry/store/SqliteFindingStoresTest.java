package dev.gantry.store;

import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class SqliteFindingStoresTest extends FindingStoresContract {
    @TempDir Path folder;

    @Override
    Database open() {
        return Stores.sqlite(folder.resolve("gantry.db"));
    }
}
