package dev.gantry.slo;

import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.slo.Objective;
import dev.gantry.spi.slo.Slo;
import dev.gantry.spi.slo.SloProblem;
import dev.gantry.spi.slo.Slos;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.SloStore;
import dev.gantry.timing.Ticker;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The objectives of this Gantry: counts what they are about, evaluates them every few seconds.
 * Thread-safe.
 */
@Component(service = Slos.class, immediate = true)
public final class SloService implements Slos {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration EVALUATE = Duration.ofSeconds(5);

    private final SloFolder folder;
    private final Ledger ledger;
    private final Board board;
    private final Leadership leadership;
    private final InstantSource clock;
    private final Ticker ticker;
    private final ServiceRegistration<EventListener> listener;
    private Instant next = Instant.MIN;

    /** Reads the objectives and begins to count. */
    @Activate
    public SloService(
            BundleContext context,
            @Reference SloStore store,
            @Reference NodeStore nodes,
            @Reference Leadership leadership,
            @Reference Events events,
            @Reference Meters meters) {
        this.leadership = leadership;
        this.clock = InstantSource.system();
        this.folder = new SloFolder(new Settings(context::getProperty).home());
        this.ledger = new Ledger(store, nodes::self, nodes.alone(), clock);
        this.board = new Board(events, meters);
        ledger.use(meanings());
        // not as a service of this component: the stream of events, which it needs, binds it
        this.listener = context.registerService(EventListener.class, this::on, null);
        this.ticker = new Ticker("gantry-slo", clock, this::tick);
        ticker.start();
    }

    private void on(Event event) {
        if (event instanceof Event.RunChanged run) {
            ledger.on(run);
        }
    }

    private Optional<Instant> tick() {
        if (folder.look()) {
            ledger.sync(false);
            ledger.use(meanings());
            next = Instant.MIN;
        }
        Instant now = clock.instant();
        if (!now.isBefore(next)) {
            ledger.sync(leadership.leading());
            board.update(
                    folder.objectives(),
                    objective -> ledger.counts(Meaning.of(objective)),
                    clock.instant());
            next = now.plus(EVALUATE);
        }
        return Optional.of(now.plus(LOOK));
    }

    private Set<Meaning> meanings() {
        return folder.objectives().stream()
                .map(Meaning::of)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Deactivate
    void stop() {
        listener.unregister();
        ticker.close();
        ledger.sync(false);
        board.close();
    }

    @Override
    public List<Slo> list() {
        return List.copyOf(board.all().values());
    }

    @Override
    public Optional<Slo> find(String id) {
        return Optional.ofNullable(board.all().get(id));
    }

    @Override
    public List<SloProblem> problems() {
        return folder.problems();
    }

    @Override
    public String rules() {
        return Rules.text(folder.objectives());
    }

    @Override
    public String rules(String id) {
        return Rules.text(List.of(objective(id)));
    }

    @Override
    public String tests(String id) {
        return RuleTests.text(objective(id));
    }

    private Objective objective(String id) {
        return folder.objectives().stream()
                .filter(objective -> objective.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () ->
                                new GantryException(
                                        GantryException.Code.NOT_FOUND,
                                        "There is no objective "
                                                + id
                                                + "; GET /api/v1/slos lists those there are."));
    }
}
