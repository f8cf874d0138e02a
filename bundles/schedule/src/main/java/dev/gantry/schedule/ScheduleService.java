package dev.gantry.schedule;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.config.Settings;
import dev.gantry.spi.event.Event;
import dev.gantry.spi.event.EventListener;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.meter.Meters;
import dev.gantry.spi.run.RunState;
import dev.gantry.spi.schedule.Backfill;
import dev.gantry.spi.schedule.CalendarInfo;
import dev.gantry.spi.schedule.Preview;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.Schedules;
import dev.gantry.spi.store.Leadership;
import dev.gantry.spi.store.NodeStore;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.ScheduleStore;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The schedules of this node, with the thread that fires them. Registered when all are loaded; when
 * it is deactivated nothing fires any more. Thread-safe.
 */
@Component(
        service = {Schedules.class, Condition.class},
        immediate = true)
public final class ScheduleService implements Schedules, Condition {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration RELOAD = Duration.ofSeconds(10);

    private final Planner planner;
    private final Ticker ticker;
    private final Ticker calendars;
    private final Leadership leadership;
    private final NodeStore.Listening ears;
    private final Queue<String> changed = new ConcurrentLinkedQueue<>();
    private volatile boolean leads;
    private Instant nextReload = Instant.MIN;
    private final ServiceRegistration<EventListener> listener;

    /** Loads the schedules and starts the timer. */
    @Activate
    public ScheduleService(
            BundleContext context,
            @Reference ScheduleStore store,
            @Reference RunIntake intake,
            @Reference Catalog catalog,
            @Reference Events events,
            @Reference Meters meters,
            @Reference Leadership leadership) {
        this.leadership = leadership;
        InstantSource clock = InstantSource.system();
        CalendarFolder folder =
                new CalendarFolder(new Settings(context::getProperty).home(), clock);
        this.planner = new Planner(store, intake, catalog, events, meters, clock, folder);
        // not as a service of this component: the stream of events, which it needs, binds it
        this.listener = context.registerService(EventListener.class, this::on, null);
        this.leads = leadership.alone();
        planner.load();
        this.ticker = new Ticker("gantry-schedule", clock, () -> tick(clock));
        planner.onPlanned(ticker::wake);
        this.calendars =
                new Ticker(
                        "gantry-calendars",
                        clock,
                        () -> {
                            folder.look(planner::refers, planner::changed);
                            return Optional.of(clock.instant().plus(LOOK));
                        });
        this.ears = leadership.listen(this::told);
        ticker.start();
        calendars.start();
    }

    /** Fires while this node leads; else keeps up with the one that does. */
    private Optional<Instant> tick(InstantSource clock) {
        if (leadership.alone()) {
            return planner.tick();
        }
        boolean now = leadership.leading();
        if (now != leads || !now && !clock.instant().isBefore(nextReload)) {
            if (now) {
                planner.following().lead();
            } else {
                planner.following().all();
            }
            nextReload = clock.instant().plus(RELOAD);
            leads = now;
        }
        String id;
        while ((id = changed.poll()) != null) {
            planner.following().one(id);
        }
        if (now) {
            planner.following().ended();
        }
        Instant look = clock.instant().plus(LOOK);
        return now
                ? Optional.of(planner.tick().filter(due -> due.isBefore(look)).orElse(look))
                : Optional.of(look);
    }

    private void told(String topic, String subject) {
        if (topic.equals(NodeStore.SCHEDULE)) {
            changed.add(subject);
            ticker.wake();
        }
    }

    /** Another node may have changed it. */
    private String fresh(String id) {
        if (!leads) {
            planner.following().one(id);
        }
        return id;
    }

    private void on(Event event) {
        if (event instanceof Event.RunChanged run && run.state() == RunState.FINISHED) {
            planner.ended(run.id(), run.at());
        }
    }

    @Deactivate
    void stop() throws InterruptedException {
        ears.close();
        listener.unregister();
        calendars.close();
        planner.close();
        ticker.close();
    }

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public Optional<String> missing() {
        return ticker.alive() ? Optional.empty() : Optional.of("the timer of schedules has ended");
    }

    @Override
    public List<Schedule> list() {
        return planner.list();
    }

    @Override
    public List<Schedule> list(String after, int limit) {
        return planner.list(after, limit);
    }

    @Override
    public Optional<Schedule> find(String id) {
        return planner.find(fresh(id));
    }

    @Override
    public boolean unreadable(String id) {
        return planner.unreadable(fresh(id));
    }

    @Override
    public Schedule put(String id, ScheduleSpec spec, OptionalLong ifVersion) {
        return planner.put(fresh(id), spec, ifVersion);
    }

    @Override
    public void delete(String id, OptionalLong ifVersion) {
        planner.delete(fresh(id), ifVersion);
    }

    @Override
    public Schedule pause(String id, String note, String by) {
        return planner.pause(fresh(id), note, by);
    }

    @Override
    public Schedule resume(String id) {
        return planner.resume(fresh(id));
    }

    @Override
    public String fire(String id) {
        return planner.fire(fresh(id));
    }

    @Override
    public List<Instant> upcoming(String id, int count) {
        return planner.upcoming(fresh(id), count);
    }

    @Override
    public Preview preview(String id, Instant from, int count) {
        return planner.preview(fresh(id), from, count);
    }

    @Override
    public Preview preview(String id, ScheduleSpec spec, Instant from, int count) {
        return planner.preview(id, spec, from, count);
    }

    @Override
    public Backfill backfill(String id, Instant from, Instant to, boolean dryRun) {
        return planner.backfill(fresh(id), from, to, dryRun);
    }

    @Override
    public List<CalendarInfo> calendars() {
        return planner.calendars();
    }
}
