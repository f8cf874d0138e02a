package dev.gantry.http;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.Compaction;
import dev.gantry.spi.store.MadeBackup;
import dev.gantry.spi.store.StoreAdmin;
import dev.gantry.spi.store.StoreBackup;
import dev.gantry.spi.store.StoreCheck;
import dev.gantry.spi.store.StoreInfo;

import java.util.ArrayList;
import java.util.List;

/** A store as a test says. */
final class FakeStore implements StoreAdmin {
    final List<StoreBackup> backups = new ArrayList<>();
    final List<String> damage = new ArrayList<>();
    long bytes = 4096;
    String unchecked;

    @Override
    public StoreInfo info() {
        return new StoreInfo("sqlite", "data/gantry.db", 4, bytes);
    }

    @Override
    public MadeBackup backup(String name) {
        if (backups.stream().anyMatch(b -> b.name().equals(name))) {
            throw new GantryException(GantryException.Code.CONFLICT, "take another name");
        }
        StoreBackup made = new StoreBackup(name == null ? "now.db" : name, bytes, Fakes.NOW);
        backups.addFirst(made);
        return new MadeBackup(made, 3, List.of("The result of run 1 is missing"));
    }

    @Override
    public List<StoreBackup> backups() {
        return List.copyOf(backups);
    }

    @Override
    public Compaction compact() {
        return new Compaction(bytes, 1024, false);
    }

    @Override
    public StoreCheck check() {
        return new StoreCheck(List.copyOf(damage), 7, 2, unchecked);
    }
}
