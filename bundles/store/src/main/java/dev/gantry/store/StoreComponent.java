package dev.gantry.store;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.store.AuditStore;
import dev.gantry.spi.store.CheckStore;
import dev.gantry.spi.store.ConfigStore;
import dev.gantry.spi.store.ControlStore;
import dev.gantry.spi.store.FindingStore;
import dev.gantry.spi.store.HistoryStore;
import dev.gantry.spi.store.IdentityStore;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.PluginStore;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.RunPayloads;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.store.ScheduleStore;
import dev.gantry.spi.store.SloStore;
import dev.gantry.spi.store.StatisticsStore;
import dev.gantry.spi.store.StoreAdmin;
import dev.gantry.spi.store.UsageStore;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opens {@code data/gantry.db}, or the PostgreSQL that {@code gantry.store.url} names, and offers
 * what is in it. The stores are registered only when the database is usable; otherwise a {@link
 * StartupFailure} says why it is not.
 */
@Component(
        service = {},
        immediate = true)
public final class StoreComponent {
    private static final Logger LOG = LoggerFactory.getLogger(StoreComponent.class);

    private final Database database;
    private final AutoCloseable bytes;
    private final AutoCloseable free;
    private final ServiceTracker<RunPayloads, RunPayloads> payloads;
    private final List<ServiceRegistration<?>> services = new ArrayList<>();

    /** Opens the database. */
    @Activate
    public StoreComponent(BundleContext context, @Reference Meters meters) throws IOException {
        Settings settings = new Settings(context::getProperty);
        try {
            Dialect dialect = dialect(settings);
            Meters.Timer commits =
                    meters.timer("gantry_store_commit_seconds", "Time to commit a group of writes");
            this.database = Database.open(dialect, InstantSource.system(), commits);
            this.bytes =
                    meters.gauge(
                            "gantry_store_bytes", "Size of the store on disk", database::bytes);
            this.free =
                    meters.gauge(
                            "gantry_store_free_bytes",
                            "Room in the store's file that is free for what comes",
                            database::free);
        } catch (IOException | RuntimeException e) {
            String reason =
                    e instanceof IOException
                            ? "The store's folder cannot be used ("
                                    + e
                                    + "); give Gantry's user"
                                    + " the right to write the folder data in its home"
                            : String.valueOf(e.getMessage());
            LOG.error("{}", reason);
            context.registerService(
                    StartupFailure.class,
                    new StartupFailure() {},
                    new Hashtable<>(Map.of(StartupFailure.REASON, reason)));
            throw e;
        }
        this.payloads = new ServiceTracker<>(context, RunPayloads.class, null);
        payloads.open();
        offer(context, RunStore.class, new SqlRunStore(database));
        offer(context, ScheduleStore.class, new SqlScheduleStore(database));
        offer(context, CheckStore.class, new SqlCheckStore(database));
        offer(context, FindingStore.class, new SqlFindingStore(database));
        offer(context, HistoryStore.class, new SqlHistoryStore(database));
        offer(context, PluginStore.class, new SqlPluginStore(database));
        offer(context, ConfigStore.class, new SqlConfigStore(database));
        offer(context, UsageStore.class, new SqlUsageStore(database));
        offer(
                context,
                StoreAdmin.class,
                new SqlStoreAdmin(
                        database,
                        settings.home().resolve("data/backups"),
                        InstantSource.system(),
                        payloads::getService));
        offer(context, ControlStore.class, new SqlControlStore(database));
        offer(context, NodeStore.class, database.dialect().nodes(database));
        offer(context, RetentionStore.class, new SqlRetentionStore(database));
        offer(context, SloStore.class, new SqlSloStore(database));
        offer(context, IdentityStore.class, new SqlIdentityStore(database));
        offer(context, StatisticsStore.class, new SqlStatisticsStore(database));
        offer(context, AuditStore.class, new SqlAuditStore(database));
        offer(context, Condition.class, new StoreCondition(database));
    }

    private static Dialect dialect(Settings settings) throws IOException {
        String url = settings.text("gantry.store.url", null);
        String user = settings.text("gantry.store.user", null);
        String password = settings.text("gantry.store.password", null);
        if (url != null) {
            return new PostgresDialect(
                    new PostgresAddress(url, user, password),
                    NodeName.of(settings),
                    settings.number("gantry.engine.slots", 1, 0, 100_000) == 0,
                    settings.home().resolve("data/gantry.url"));
        }
        if (user != null || password != null) {
            throw new UnusableStoreException(
                    (user != null ? "gantry.store.user" : "gantry.store.password")
                            + " is set and gantry.store.url is not; set it to use PostgreSQL, or"
                            + " remove the other");
        }
        Path data = settings.home().resolve("data");
        Files.createDirectories(data);
        SqliteLibrary.use(data.resolve("native"));
        Path file = data.resolve("gantry.db");
        SqliteDialect dialect =
                new SqliteDialect(
                        file, !settings.text("gantry.store.upgrade.copy", "true").equals("false"));
        new Restore(
                        data.resolve("restore.db"),
                        file,
                        RunPayloads.folder(settings),
                        dialect.migrations().size())
                .take();
        compact(dialect, file);
        return dialect;
    }

    /** Where somebody asked for it, or it is worth while. What is wrong is told later. */
    private static void compact(SqliteDialect dialect, Path file) throws IOException {
        Path asked = SqliteUpkeep.asked(file);
        if (Files.exists(file)) {
            try {
                dialect.look();
                SqliteFile.rewrite(file, dialect.migrations().size(), Files.exists(asked));
            } catch (SQLException | UnusableStoreException e) {
                LOG.warn("{} is not written anew to give room back: {}", file, e.getMessage());
            }
        }
        Files.deleteIfExists(asked);
    }

    private <S> void offer(BundleContext context, Class<S> type, S service) {
        services.add(context.registerService(type, service, null));
    }

    @Deactivate
    void stop() throws Exception {
        for (ServiceRegistration<?> service : services.reversed()) {
            service.unregister();
        }
        payloads.close();
        bytes.close();
        free.close();
        database.close();
    }

    private record StoreCondition(Database database) implements Condition {

        @Override
        public String name() {
            return "store";
        }

        @Override
        public Optional<String> missing() {
            return database.outage();
        }
    }
}
