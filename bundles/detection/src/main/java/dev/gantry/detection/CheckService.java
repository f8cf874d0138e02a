package dev.gantry.detection;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckSpec;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Checks;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.store.CheckStore;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.trace.SpanSink;
import dev.gantry.timing.Ticker;

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

    private final Inspector inspector;
    private final Desk desk;
    private final Ticker ticker;
    private final Leadership leadership;
    private final Assessor assessor;
    private final NodeStore.Listening ears;
    private volatile boolean changed;
    private boolean leads;
    private Instant nextReload = Instant.MIN;

    /** Loads the checks and starts the timer. */
    @Activate
    public CheckService(
            @Reference CheckStore store,
            @Reference Catalog catalog,
            @Reference Events events,
            @Reference Leadership leadership,
            @Reference SpanSink spans,
            @Reference Assessor assessor) {
        this.assessor = assessor;
        this.leadership = leadership;
        this.leads = leadership.alone();
        InstantSource clock = InstantSource.system();
        CheckJson json = new CheckJson();
        Roster roster = new Roster();
        this.inspector =
                new Inspector(
                        roster,
                        new Scribe(store, events, clock, json),
                        new Inspection.Outside(catalog, clock, spans),
                        assessor);
        this.desk = new Desk(store, catalog, roster, inspector, clock, json);
        this.ticker = new Ticker("gantry-checks", clock, () -> tick(clock));
        inspector.onPlanned(ticker::wake);
        assessor.begin(desk.view());
        this.ears = leadership.listen(this::told);
        ticker.start();
    }

    /** Inspects while this node leads; else keeps up with the one that does. */
    private Optional<Instant> tick(InstantSource clock) {
        if (leadership.alone()) {
            return inspector.tick();
        }
        boolean now = leadership.leading();
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
    void stop() throws InterruptedException {
        ears.close();
        inspector.close(GRACE, PATIENCE);
        ticker.close();
        assessor.end();
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
    public Check put(String id, CheckSpec spec, OptionalLong ifVersion) {
        return desk.put(id, spec, ifVersion);
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
