package dev.gantry.retention;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.StartupFailure;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.retention.Pruning;
import dev.gantry.spi.retention.Retention;
import dev.gantry.spi.retention.RetentionRule;
import dev.gantry.spi.retention.TaskRetention;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.RunFormat;
import dev.gantry.spi.run.RunHistories;
import dev.gantry.spi.run.RunId;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.RunFiles;
import dev.gantry.spi.store.StoredRule;
import dev.gantry.timing.Ticker;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/** Keeps the finished runs of this Gantry within bounds. Thread-safe. */
@Component(service = Retention.class, immediate = true)
public final class RetentionService implements Retention {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionService.class);

    private final Rules rules;
    private final Ledger ledger;
    private final Pruner pruner;
    private final Leadership leadership;
    private final Duration interval;
    private final InstantSource clock;
    private final Ticker ticker;
    private final List<AutoCloseable> gauges;
    private volatile Instant next;
    private String told;

    /** Begins to count and to delete, soon after. */
    @Activate
    public RetentionService(
            BundleContext context,
            @Reference RetentionStore store,
            @Reference RunHistories histories,
            @Reference RunFormat format,
            @Reference Meters meters,
            @Reference Leadership leadership) {
        this.leadership = leadership;
        RetentionSettings settings = settings(context);
        this.clock = InstantSource.system();
        this.interval = settings.interval();
        this.rules = new Rules(store, settings.defaults(), clock);
        this.ledger = new Ledger(store);
        Pace pace = new Pace(time -> LockSupport.parkNanos(time.toNanos()));
        Archive archive =
                settings.archive() == null
                        ? null
                        : new Archive(settings.archive(), histories, format, clock);
        this.pruner =
                new Pruner(
                        store,
                        ledger,
                        rules::policy,
                        settings,
                        clock,
                        meters,
                        new Deleting(store, pace, archive));
        this.gauges =
                List.of(
                        meters.gauge(
                                "gantry_retention_runs",
                                "Finished runs that were counted",
                                () -> sum(true)),
                        meters.gauge(
                                "gantry_retention_bytes",
                                "About how much room the finished runs take",
                                () -> sum(false)));
        this.next = clock.instant().plus(interval);
        this.ticker = new Ticker("gantry-retention", clock, this::tick);
        ticker.start();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addFiles(RunFiles files) {
        pruner.remains().add(files);
    }

    void removeFiles(RunFiles files) {
        pruner.remains().remove(files);
    }

    private static RetentionSettings settings(BundleContext context) {
        try {
            return RetentionSettings.of(new Settings(context::getProperty));
        } catch (IllegalArgumentException e) {
            LOG.error("{}", e.getMessage());
            context.registerService(
                    StartupFailure.class,
                    new StartupFailure() {},
                    new Hashtable<>(Map.of(StartupFailure.REASON, e.getMessage())));
            throw e;
        }
    }

    private Optional<Instant> tick() {
        if (clock.instant().isBefore(next)) {
            return Optional.of(next);
        }
        boolean more = false;
        try {
            more = leadership.leading() && pruner.pass();
            told = null;
        } catch (GantryException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(told)) {
                LOG.warn("{}; it is tried again", why);
                told = why;
            }
        }
        next = more ? clock.instant() : clock.instant().plus(interval);
        return Optional.of(next);
    }

    private double sum(boolean runs) {
        return ledger.totals().values().stream()
                .mapToDouble(total -> runs ? total.runs() : total.bytes())
                .sum();
    }

    @Deactivate
    void stop() throws Exception {
        pruner.close();
        ticker.close();
        for (AutoCloseable gauge : gauges) {
            gauge.close();
        }
    }

    @Override
    public RetentionRule defaults() {
        return rules.defaults();
    }

    @Override
    public List<TaskRetention> list() {
        Map<String, StoredRule> stored = rules.stored();
        Map<String, Ledger.Total> totals = ledger.totals();
        TreeSet<String> names = new TreeSet<>(stored.keySet());
        names.addAll(totals.keySet());
        return names.stream().map(task -> of(task, stored.get(task), totals.get(task))).toList();
    }

    @Override
    public TaskRetention of(String task) {
        return of(task, rules.stored().get(task), ledger.totals().get(task));
    }

    private TaskRetention of(String task, StoredRule stored, Ledger.Total total) {
        RetentionRule own = stored == null ? null : rules.rule(stored);
        return new TaskRetention(
                task,
                own,
                stored == null ? 0 : stored.version(),
                stored == null ? null : Instant.ofEpochMilli(stored.at()),
                stored == null ? null : stored.by(),
                own == null ? defaults() : own.over(defaults()),
                total == null ? 0 : total.runs(),
                total == null ? 0 : total.bytes(),
                total == null ? null : RunId.createdAt(RetentionStore.start(total.oldest())));
    }

    @Override
    public TaskRetention put(String task, RetentionRule rule, OptionalLong expected, String by) {
        rules.put(task, rule, expected, by);
        soon();
        return of(task);
    }

    @Override
    public void delete(String task, OptionalLong expected) {
        rules.delete(task, expected);
        soon();
    }

    private void soon() {
        pruner.changed();
        next = clock.instant();
        ticker.wake();
    }

    @Override
    public Pruning run(boolean dryRun) {
        return pruner.run(dryRun);
    }

    @Override
    public Optional<Pruning> last() {
        return pruner.last();
    }
}
