package dev.gantry.detection;

import dev.gantry.detection.spec.SpecFormat;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckBatch;
import dev.gantry.spi.check.CheckProblem;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Checks;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.CheckStore;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.timing.Ticker;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The checks of this node, with the thread that starts and ends inspections. Registered when all
 * are loaded; when it is deactivated, inspections are asked to stop and none starts any more.
 * Thread-safe.
 */
@Component(
        service = {Checks.class, CatalogListener.class, Condition.class},
        immediate = true)
public final class CheckService implements Checks, CatalogListener, Condition {

    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration RELOAD = Duration.ofSeconds(10);
    private static final int MOST = 100_000;

    private final Inspector inspector;
    private final Desk desk;
    private final CheckFolder folder;
    private final Patrol patrol;
    private final Ticker ticker;
    private final Ticker files;
    private final Leadership leadership;
    private final Assessor assessor;
    private final NodeStore.Listening ears;
    private final ExecutorService judges = judges();
    private volatile boolean changed;
    private boolean leads;
    private Instant nextReload = Instant.MIN;

    /** Loads the checks and starts the timers. */
    @Activate
    public CheckService(
            BundleContext context,
            @Reference CheckStore store,
            @Reference Catalog catalog,
            @Reference Surroundings around,
            @Reference Assessor assessor) {
        this.assessor = assessor;
        this.leadership = around.leadership();
        this.leads = leadership.alone();
        InstantSource clock = InstantSource.system();
        Settings settings = new Settings(context::getProperty);
        CheckJson json = new CheckJson();
        Roster roster = new Roster();
        this.patrol = new Patrol(around.meters());
        patrol.show(around.meters(), roster);
        this.inspector =
                new Inspector(
                        roster,
                        new Scribe(store, around.events(), clock, json),
                        new Inspection.Outside(catalog, clock, around.spans()),
                        assessor,
                        patrol,
                        limits(settings),
                        judges);
        Shelf shelf = new Shelf(store, roster, inspector, clock, json);
        this.desk = new Desk(shelf, catalog, roster);
        this.folder = new CheckFolder(settings.home(), desk, roster);
        this.ticker = new Ticker("gantry-checks", clock, () -> tick(clock));
        this.files = new Ticker("gantry-check-files", clock, () -> look(clock));
        inspector.onPlanned(ticker::wake);
        assessor.begin(shelf.view(), leads);
        this.ears = leadership.listen(this::told);
        ticker.start();
        files.start();
    }

    /** A thread for each verdict: where the store keeps one waiting, no other check waits. */
    static ExecutorService judges() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("check-judge-", 0).factory());
    }

    private static Admission.Limits limits(Settings settings) {
        Admission.Limits usual = Admission.Limits.USUAL;
        return new Admission.Limits(
                (int) settings.number("gantry.checks.normal", usual.p1(), 1, MOST),
                (int) settings.number("gantry.checks.low", usual.p2(), 1, MOST));
    }

    /** The files of the node that leads count. */
    private Optional<Instant> look(InstantSource clock) {
        if (leadership.leading()) {
            folder.look();
        } else {
            folder.rest();
        }
        return Optional.of(clock.instant().plus(LOOK));
    }

    /** Inspects while this node leads; else keeps up with the one that does. */
    private Optional<Instant> tick(InstantSource clock) {
        if (leadership.alone()) {
            return inspector.tick();
        }
        boolean now = leadership.leading();
        if (leads && !now) {
            assessor.rest();
            leads = false;
        }
        boolean took = now && !leads;
        if (took || changed || !now && !clock.instant().isBefore(nextReload)) {
            boolean told = changed;
            changed = false;
            desk.reload(took || !now && !told);
            if (took) {
                assessor.reload();
            }
            nextReload = clock.instant().plus(RELOAD);
        }
        leads = now;
        Instant look = clock.instant().plus(LOOK);
        return now
                ? Optional.of(inspector.tick().filter(due -> due.isBefore(look)).orElse(look))
                : Optional.of(look);
    }

    private void told(String topic, String subject) {
        if (topic.equals(NodeStore.CHECK)) {
            changed = true;
            ticker.wake();
        }
    }

    @Deactivate
    void stop() throws Exception {
        // after the body from the last to the first, each of them whatever the others throw
        try (AutoCloseable numbers = patrol;
                AutoCloseable assessing = assessor::end;
                AutoCloseable judging = this::endJudges;
                AutoCloseable timer = ticker;
                AutoCloseable inspections = () -> inspector.close(GRACE, PATIENCE);
                AutoCloseable look = files) {
            ears.close();
        }
    }

    private void endJudges() throws InterruptedException {
        judges.shutdown();
        judges.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public String name() {
        return "checks";
    }

    @Override
    public Optional<String> missing() {
        return ticker.alive() ? Optional.empty() : Optional.of("the timer of checks has ended");
    }

    @Override
    public void changed(Kind kind, String id) {
        if (kind == Kind.DETECTOR) {
            inspector.changed(id);
        }
        folder.changed();
    }

    @Override
    public void revoked(RevisionRef revision, String why) {
        inspector.revoked(revision, why);
    }

    @Override
    public List<Check> list() {
        return desk.list();
    }

    @Override
    public Optional<Check> find(String id) {
        return desk.find(id);
    }

    @Override
    public CheckSpec read(String json) {
        return SpecFormat.read(json);
    }

    @Override
    public String write(CheckSpec spec) {
        return SpecFormat.write(spec);
    }

    @Override
    public String schema() {
        return SpecFormat.schema();
    }

    @Override
    public Check put(String id, CheckSpec spec, OptionalLong ifVersion) {
        return desk.put(id, spec, ifVersion);
    }

    @Override
    public CheckBatch apply(String name, String yaml, boolean dry) {
        return desk.apply(name, yaml, dry);
    }

    @Override
    public Check pause(String id, boolean paused) {
        return desk.pause(id, paused);
    }

    @Override
    public CompletableFuture<CheckVerdict> run(String id) {
        if (!leadership.leading()) {
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    "another node inspects the checks; ask the one that leads, as gantry node list"
                            + " shows it");
        }
        return inspector.run(id).orElseThrow(() -> Desk.unknown(id));
    }

    @Override
    public List<CheckProblem> problems() {
        return folder.problems();
    }

    @Override
    public void delete(String id, OptionalLong ifVersion) {
        desk.delete(id, ifVersion);
    }

    @Override
    public List<CheckVerdict> verdicts(String id, int limit) {
        return desk.verdicts(id, limit);
    }
}
