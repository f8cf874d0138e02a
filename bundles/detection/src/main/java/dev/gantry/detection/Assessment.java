package dev.gantry.detection;

import dev.gantry.detection.assess.Court;
import dev.gantry.detection.assess.Memory;
import dev.gantry.detection.finding.FindingService;
import dev.gantry.detection.finding.Starter;
import dev.gantry.detection.finding.Webhook;
import dev.gantry.detection.history.HistoryService;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckHistory;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.finding.Findings;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.store.FindingStore;
import dev.gantry.spi.store.HistoryStore;
import dev.gantry.timing.Ticker;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Judges what inspections say, keeps findings and the past of checks, and writes what it knows from
 * time to time. Thread-safe.
 */
@Component(service = Assessor.class, immediate = true)
public final class Assessment implements Assessor {
    private static final Logger LOG = LoggerFactory.getLogger(Assessment.class);
    private static final Duration TICK = Duration.ofMinutes(1);
    private static final int WRITTEN = 5;
    private static final int LEARNED = 60;
    private static final int PRUNED = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InstantSource clock = InstantSource.system();
    private final Court court;
    private final FindingService findings;
    private final HistoryService history;
    private final Webhook webhook;
    private final Duration kept;
    private final Ticker ticker;
    private final List<AutoCloseable> gauges = new ArrayList<>();
    private final List<ServiceRegistration<?>> services = new ArrayList<>();
    private volatile View view = View.NONE;

    /** Whether what is in memory is what counts: else another node counts, or nobody yet. */
    private volatile boolean leading;

    /** Held while that changes, and while what others wrote is read. */
    private final ReentrantLock turning = new ReentrantLock();

    private Instant next = Instant.MIN;
    private long ticks;
    private boolean pruning;

    /** Reads what is on disk. */
    @Activate
    public Assessment(
            BundleContext context,
            @Reference FindingStore findingStore,
            @Reference HistoryStore historyStore,
            @Reference Runs runs,
            @Reference Events events,
            @Reference Meters meters) {
        Settings settings = new Settings(context::getProperty);
        this.kept = settings.duration("gantry.findings.age", Duration.ofDays(365));
        this.webhook = Webhook.of(settings, id -> view.find(id), meters);
        this.findings =
                new FindingService(
                        new FindingService.Outside(
                                findingStore,
                                events,
                                starter(runs),
                                id -> view.find(id),
                                (id, most) -> view.past(id, most),
                                clock));
        this.history =
                new HistoryService(
                        historyStore,
                        (id, most) -> view.past(id, most),
                        new HistoryService.Kept(
                                settings.duration("gantry.checks.hours.age", Duration.ofDays(90)),
                                settings.duration("gantry.checks.days.age", Duration.ofDays(800))),
                        clock);
        this.court =
                new Court(
                        new Memory(
                                historyStore,
                                (id, most) -> view.past(id, most),
                                ZoneId.systemDefault()),
                        id -> view.find(id));
        for (CheckStatus severity :
                List.of(CheckStatus.WARN, CheckStatus.CRITICAL, CheckStatus.ERROR)) {
            gauges.add(
                    meters.gauge(
                            "gantry_findings_open",
                            "Findings that are not resolved",
                            () -> leading ? findings.open().get(severity) : 0,
                            "severity",
                            severity.name().toLowerCase(Locale.ROOT)));
        }
        services.add(context.registerService(Findings.class, findings, null));
        services.add(context.registerService(CheckHistory.class, history, null));
        // not as a service of this component: the stream of events, which it needs, binds it
        services.add(context.registerService(EventListener.class, webhook, null));
        this.ticker = new Ticker("gantry-findings", clock, this::tick);
        ticker.start();
    }

    private static Starter starter(Runs runs) {
        return new Starter() {
            @Override
            public String start(RunRequest request) {
                try {
                    return runs.submit(request)
                            .toCompletableFuture()
                            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                            .id();
                } catch (java.util.concurrent.ExecutionException | CompletionException e) {
                    throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
                } catch (TimeoutException e) {
                    throw new IllegalStateException("it was not accepted in time", e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("Gantry is stopping", e);
                }
            }

            @Override
            public boolean underWay(String run) {
                return runs.find(run)
                        .map(Run::state)
                        .filter(s -> s != RunState.FINISHED)
                        .isPresent();
            }
        };
    }

    private Optional<Instant> tick() {
        Instant now = clock.instant();
        if (!now.isBefore(next)) {
            next = now.plus(TICK);
            ticks++;
            if (leading) {
                court.keep((int) (ticks % LEARNED), LEARNED);
                if (ticks % WRITTEN == 0) {
                    history.flush();
                }
            }
            keepUp();
            boolean more = ticks % PRUNED == 0 | pruning;
            pruning = more && (findings.prune(kept) | history.prune());
        }
        return Optional.of(next);
    }

    /** Reads what other nodes wrote: of findings only while one of them leads. */
    void keepUp() {
        turn(
                () -> {
                    if (leading) {
                        findings.refresh();
                    } else {
                        findings.reload();
                    }
                });
    }

    private void turn(Runnable work) {
        turning.lock();
        try {
            work.run();
        } finally {
            turning.unlock();
        }
    }

    @Override
    public void begin(View checks, boolean leads) {
        view = checks;
        turn(() -> leading = leads);
    }

    @Override
    public CheckVerdict assess(Check check, CheckVerdict said) {
        try {
            return court.judge(check, said);
        } catch (RuntimeException e) {
            LOG.error(
                    "what check {} said could not be judged; it is taken as it is", check.id(), e);
            return said;
        }
    }

    @Override
    public void judged(Check check, CheckVerdict verdict) {
        if (leading) {
            history.add(check, verdict);
            findings.follow(check, verdict);
        }
    }

    @Override
    public void forget(String check) {
        court.forget(check);
        history.forget(check);
        findings.forget(check);
    }

    @Override
    public void rest() {
        turn(
                () -> {
                    write();
                    leading = false;
                    court.forget();
                    history.reload();
                });
        try {
            keepUp();
        } catch (RuntimeException e) {
            LOG.warn("findings could not be read anew, and are within a minute", e);
        }
    }

    @Override
    public void reload() {
        turn(
                () -> {
                    court.forget();
                    history.reload();
                    findings.reload();
                    leading = true;
                });
    }

    private void write() {
        if (leading) {
            history.flush();
            court.keep(0, 1);
        }
    }

    @Deactivate
    void stop() throws Exception {
        services.forEach(ServiceRegistration::unregister);
        ticker.close();
        webhook.close();
        for (AutoCloseable gauge : gauges) {
            gauge.close();
        }
    }

    @Override
    public void end() {
        write();
        leading = false;
        view = View.NONE;
    }
}
