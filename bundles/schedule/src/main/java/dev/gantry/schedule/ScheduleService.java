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

/**
 * The schedules of this node, with the thread that fires them. Registered when all are loaded; when
 * it is deactivated nothing fires any more. Thread-safe.
 */
@Component(
        service = {Schedules.class, Condition.class},
        immediate = true)
public final class ScheduleService implements Schedules, Condition {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Planner planner;
    private final Ticker ticker;
    private final Ticker calendars;
    private final Leading leading;
    private final NodeStore.Listening ears;
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
        InstantSource clock = InstantSource.system();
        CalendarFolder folder =
                new CalendarFolder(new Settings(context::getProperty).home(), clock);
        this.planner = new Planner(store, intake, catalog, events, meters, clock, folder);
        // not as a service of this component: the stream of events, which it needs, binds it
        this.listener = context.registerService(EventListener.class, this::on, null);
        planner.load();
        this.leading = new Leading(planner, leadership, clock);
        this.ticker = new Ticker("gantry-schedule", clock, leading::tick);
        planner.onPlanned(ticker::wake);
        this.calendars =
                new Ticker(
                        "gantry-calendars",
                        clock,
                        () -> {
                            folder.look(planner::refers, leading::calendar);
                            return Optional.of(clock.instant().plus(LOOK));
                        });
        this.ears = leadership.listen(this::told);
        ticker.start();
        calendars.start();
    }

    private void told(String topic, String subject) {
        if (leading.told(topic, subject)) {
            ticker.wake();
        }
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
        leading.look();
        return planner.list();
    }

    @Override
    public List<Schedule> list(String after, int limit) {
        leading.look();
        return planner.list(after, limit);
    }

    @Override
    public Optional<Schedule> find(String id) {
        leading.look();
        return planner.find(leading.fresh(id));
    }

    @Override
    public boolean unreadable(String id) {
        return planner.unreadable(leading.fresh(id));
    }

    @Override
    public Schedule put(String id, ScheduleSpec spec, OptionalLong ifVersion) {
        return leading.change(id, () -> planner.put(id, spec, ifVersion));
    }

    @Override
    public void delete(String id, OptionalLong ifVersion) {
        leading.change(
                id,
                () -> {
                    planner.delete(id, ifVersion);
                    return null;
                });
    }

    @Override
    public Schedule pause(String id, String note, String by) {
        return leading.change(id, () -> planner.pause(id, note, by));
    }

    @Override
    public Schedule resume(String id) {
        return leading.change(id, () -> planner.resume(id));
    }

    @Override
    public String fire(String id) {
        return leading.change(id, () -> planner.fire(id));
    }

    @Override
    public List<Instant> upcoming(String id, int count) {
        return planner.upcoming(leading.fresh(id), count);
    }

    @Override
    public Preview preview(String id, Instant from, int count) {
        return planner.preview(leading.fresh(id), from, count);
    }

    @Override
    public Preview preview(String id, ScheduleSpec spec, Instant from, int count) {
        return planner.preview(id, spec, from, count);
    }

    @Override
    public Backfill backfill(String id, Instant from, Instant to, boolean dryRun) {
        return leading.change(id, () -> planner.backfill(id, from, to, dryRun));
    }

    @Override
    public List<CalendarInfo> calendars() {
        return planner.calendars();
    }
}
