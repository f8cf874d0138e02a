package dev.gantry.store;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.store.Compaction;
import dev.gantry.spi.store.MadeBackup;
import dev.gantry.spi.store.PayloadCheck;
import dev.gantry.spi.store.PayloadCopy;
import dev.gantry.spi.store.RunPayloads;
import dev.gantry.spi.store.StoreAdmin;
import dev.gantry.spi.store.StoreBackup;
import dev.gantry.spi.store.StoreCheck;
import dev.gantry.spi.store.StoreInfo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Backups in a folder, and checks. One of these at a time. Thread-safe. */
final class SqlStoreAdmin implements StoreAdmin {
    private static final Logger LOG = LoggerFactory.getLogger(SqlStoreAdmin.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}\\.db");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private final Database database;
    private final Upkeep upkeep;
    private final Path folder;
    private final InstantSource clock;
    private final Supplier<RunPayloads> payloads;
    private final Semaphore one = new Semaphore(1);

    /**
     * @param folder of the backups
     * @param payloads gives {@code null} while they are not there
     */
    SqlStoreAdmin(
            Database database, Path folder, InstantSource clock, Supplier<RunPayloads> payloads) {
        this.database = database;
        this.payloads = payloads;
        this.upkeep = database.dialect().upkeep();
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public StoreInfo info() {
        double bytes = database.bytes();
        return new StoreInfo(
                upkeep.kind(),
                database.dialect().name(),
                database.dialect().migrations().size(),
                Double.isNaN(bytes) ? -1 : (long) bytes);
    }

    @Override
    public MadeBackup backup(String name) {
        String file = name == null ? "gantry-" + TIME.format(clock.instant()) + ".db" : name;
        if (!NAME.matcher(file).matches()) {
            throw new GantryException(
                    Code.INVALID,
                    "The name of a backup has letters, digits, dots, dashes and underlines, and ends"
                            + " in .db, not "
                            + file);
        }
        return alone(() -> copy(file));
    }

    private MadeBackup copy(String name) throws SQLException, IOException {
        Path target = folder.resolve(name);
        if (Files.exists(target)) {
            throw new GantryException(
                    Code.CONFLICT,
                    "There is a backup " + name + " in data/backups; take another name");
        }
        RunPayloads files = payloads();
        Files.createDirectories(folder);
        Path part = folder.resolve(name + ".part");
        Files.deleteIfExists(part);
        PayloadCopy copied;
        try (RunPayloads.Hold kept = files.hold()) {
            upkeep.copy(part);
            copied = copy(files, part, BackupPayloads.of(target));
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        StoreBackup made = read(target);
        LOG.info(
                "The store was backed up to {} ({} bytes), with {} payload files",
                target,
                made.bytes(),
                copied.files());
        copied.missing().forEach(each -> LOG.warn("Not in the backup: {}", each));
        return new MadeBackup(made, copied.files(), copied.missing());
    }

    private PayloadCopy copy(RunPayloads files, Path part, BackupPayloads to)
            throws SQLException, IOException {
        boolean made = false;
        try (Statements on = new Statements(upkeep.open(part), database.dialect())) {
            PayloadCopy copied = files.copy(new SqlPayloadRows(on), to.folder(), to.latest());
            made = true;
            return copied;
        } finally {
            if (!made) {
                to.remove();
            }
        }
    }

    @Override
    public List<StoreBackup> backups() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<StoreBackup> found = new ArrayList<>();
            for (Path file :
                    files.filter(f -> NAME.matcher(f.getFileName().toString()).matches())
                            .toList()) {
                found.add(read(file));
            }
            found.sort(Comparator.comparing(StoreBackup::at).reversed());
            return List.copyOf(found);
        } catch (IOException e) {
            throw unavailable("data/backups cannot be read", e);
        }
    }

    private static StoreBackup read(Path file) throws IOException {
        Instant at = Files.getLastModifiedTime(file).toInstant();
        return new StoreBackup(file.getFileName().toString(), Files.size(file), at);
    }

    @Override
    public StoreCheck check() {
        return alone(this::look);
    }

    private StoreCheck look() throws SQLException {
        List<String> damage = new ArrayList<>(upkeep.damage());
        if (!damage.isEmpty()) {
            return new StoreCheck(
                    damage, 0, 0, "Payload files were not looked at, as the store is damaged");
        }
        Dialect dialect = database.dialect();
        try (Statements on = new Statements(dialect.reader(), dialect)) {
            PayloadCheck files = payloads().check(new SqlPayloadRows(on));
            damage.addAll(files.damage());
            return new StoreCheck(damage, files.files(), files.unused(), upkeep.unchecked());
        }
    }

    private RunPayloads payloads() {
        RunPayloads known = payloads.get();
        if (known == null) {
            throw new GantryException(
                    Code.UNAVAILABLE,
                    "The engine is not there yet; try again when Gantry is ready");
        }
        return known;
    }

    @Override
    public Compaction compact() {
        return alone(() -> upkeep.compact(database));
    }

    private interface Work<T> {
        T work() throws SQLException, IOException;
    }

    /** On a thread of its own: what it does in native code would hold a carrier of virtual ones. */
    private <T> T alone(Work<T> work) {
        if (!one.tryAcquire()) {
            throw new GantryException(
                    Code.CONFLICT,
                    "A backup, a check or a compaction of the store is under way; try again when it is over");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("store-upkeep")
                .start(
                        () -> {
                            try {
                                T made = work.work();
                                one.release();
                                answer.complete(made);
                            } catch (SQLException | IOException | RuntimeException | Error e) {
                                one.release();
                                answer.completeExceptionally(e);
                            }
                        });
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw switch (e.getCause()) {
                case GantryException known -> known;
                case SQLException sql ->
                        new GantryException(
                                Code.UNAVAILABLE,
                                database.dialect()
                                        .outage(sql)
                                        .orElse("The store cannot be read: " + sql.getMessage()),
                                sql);
                case IOException io -> unavailable("data/backups cannot be written", io);
                default -> e;
            };
        }
    }

    private static GantryException unavailable(String what, IOException e) {
        return new GantryException(
                Code.UNAVAILABLE,
                what + " (" + e + "); make room, and give Gantry's user the right to write it",
                e);
    }
}
