package dev.gantry.engine;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.health.Condition;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.resilience.Targets;
import dev.gantry.spi.run.Attempt;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.LogLine;
import dev.gantry.spi.run.Page;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunRequest;
import dev.gantry.spi.run.Runs;
import dev.gantry.spi.store.NewRun;
import dev.gantry.spi.store.RunIntake;
import dev.gantry.spi.store.RunStore;
import dev.gantry.spi.trace.SpanSink;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Accepts runs and runs them. Thread-safe. */
final class RunEngine implements Runs, RunIntake, CatalogListener, Condition, AutoCloseable {
    static final long TICK_MS = 50;
    private static final long FEED_MS = 10_000;
    private static final long AGAIN_MS = 1000;
    private static final String STOPPING =
            "Gantry stops and takes no further runs; try again when it is back";

    private final RunStore store;
    private final InstantSource clock;
    private final Accounting accounting;
    private final LiveRuns lives = new LiveRuns();
    private final Set<RunningAttempt> running = ConcurrentHashMap.newKeySet();
    private final RunLogs logs;
    private final Records records;
    private final TenantBook tenants;
    private final TaskBook tasks;
    private final Lanes lanes;
    private final Backlog backlog;
    private final Feeder feeder;
    private final Dispatcher dispatcher;
    private final Submission submission;
    private final Acceptance acceptance;
    private final RunListing listing;
    private final Reading reading;
    private final Histories histories;
    private final Cancelling cancelling;
    private final Joins joins;
    private final Steering steering;
    private final Deadlines deadlines;
    private final Watchdog watchdog;
    private final Providers providers;
    private final AttemptRunner attempts;
    private final Places places;
    private final Resting resting;
    private final TaskBreakers breakers;
    private final Contexts contexts;
    private final Drain drain;
    private final PayloadSweep sweep;
    private final Loop watch = new Loop("engine-watch", this::tick);
    private final Loop feed = new Loop("engine-feed", this::feed);
    private final Loop late;
    private final Sharing sharing;
    private volatile boolean accepting = true;
    private volatile boolean recovered;
    private long nextAgain;
    private long nextFeed;

    /** Made, but not {@linkplain #start started}. */
    RunEngine(
            EngineSettings settings,
            Stores stores,
            Catalog catalog,
            Events events,
            InstantSource clock,
            RandomGenerator random,
            Accounting accounting) {
        this.store = stores.runs();
        this.clock = clock;
        this.accounting = accounting;
        RowCodec codec = new RowCodec();
        Announcer announcer = new Announcer(events, clock);
        Secrets secrets = new Secrets(catalog, stores.payloads());
        this.logs = new RunLogs(stores.logs(), clock, settings.log(), secrets);
        this.records = new Records(store, codec);
        RetryRules rules = new RetryRules(catalog, clock, random);
        Completion completion = new Completion(rules, records, codec, clock, announcer, running);
        Adoption adoption =
                new Adoption(store, lives, codec, records, completion, accounting, announcer);
        this.tenants = new TenantBook(stores.quotas(), codec);
        this.lanes = new Lanes(tenants);
        Bulkheads bulkheads = new Bulkheads(catalog, clock);
        this.breakers = new TaskBreakers(bulkheads, clock);
        this.tasks = new TaskBook(stores, codec, bulkheads);
        Pauses pauses = new Pauses(stores.control());
        this.backlog = new Backlog(lives, lanes, tasks, announcer, bulkheads, pauses, clock);
        this.feeder = new Feeder(store, lives, adoption, backlog, clock);
        this.dispatcher = new Dispatcher(settings.slots(), backlog, accounting);
        feeder.onTaken(dispatcher::pump);
        Letters letters = new Letters(stores, codec, clock);
        RunViews views = new RunViews(codec, completion, backlog, letters, secrets, clock);
        this.reading = new Reading(store, lives, views, logs);
        this.histories = new Histories(store, views, letters, reading);
        this.places = new Places(stores.nodes(), records, completion);
        Aftermath aftermath = new Aftermath(lives, backlog, dispatcher, announcer, views, places);
        completion.then(aftermath);
        this.cancelling =
                new Cancelling(stores, lives, completion, announcer, clock, aftermath, codec);
        this.deadlines = new Deadlines(stores, lives, completion, cancelling, clock);
        this.late = new Loop("engine-deadlines", deadlines::pass);
        this.listing = new RunListing(store, lives, views, letters, pauses, clock);
        this.watchdog = new Watchdog(settings, store, completion, clock, running);
        this.providers = new Providers(catalog, records, lives, backlog, dispatcher, clock);
        this.resting = new Resting(dispatcher, announcer);
        Children children = new Children(store, codec, this, cancelling, resting);
        aftermath.onEnd(children::over);
        this.contexts = new Contexts(stores, logs, children, clock);
        this.attempts =
                new AttemptRunner(
                        providers, contexts, breakers, clock, announcer, completion, running);
        this.submission =
                new Submission(
                        catalog,
                        new RunIds(clock, stores.nodes().self(), store.lastId()),
                        codec,
                        clock,
                        settings.queueLimit(),
                        backlog,
                        stores.payloads());
        this.acceptance =
                new Acceptance(stores, records, deadlines, backlog, dispatcher, clock, watch::wake);
        this.sweep = new PayloadSweep(stores, clock, store.lastId());
        this.drain = new Drain(settings, running, dispatcher, records, clock);
        Changing changing =
                new Changing(stores, submission, lives, backlog, dispatcher, codec, clock);
        this.joins = new Joins(stores, submission, changing, cancelling, codec, clock);
        Pausing pausing =
                new Pausing(stores.control(), lives, backlog, dispatcher, announcer, clock);
        this.steering = new Steering(this, clock, pausing, changing, cancelling, letters, listing);
        Decided decided = new Decided(pausing, tenants, tasks, changing);
        Distant distant =
                new Distant(
                        stores.nodes(), lives, backlog, completion, cancelling, reading, decided);
        Membership.Offer offer = new Membership.Offer(catalog, clock);
        this.sharing = Sharing.of(stores, distant, lives, backlog, dispatcher, codec, offer);
        distant.onClaimed(() -> deadlines.add(clock.millis()));
        lives.open().set(lanes.open(store.open()));
        tasks.onCheck(submission::checkTask);
        tasks.onChanged(() -> dispatcher.changed(List.of()));
        tenants.onChanged(dispatcher::changed);
    }

    /** This node's part among those that share the store. */
    Membership membership() {
        return sharing.membership();
    }

    /** Picks up what is open, and begins to run; its tasks call and record here. */
    void start(Targets targets, SpanSink spans) {
        contexts.outside(targets, spans);
        breakers.start(targets, () -> dispatcher.changed(List.of()));
        backlog.onFeedWanted(feed::wake);
        providers.onWakeWanted(watch::wake);
        dispatcher.open(places.before(attempts::of));
        feed.start();
        watch.start();
        late.start();
        logs.start();
        sharing.start();
    }

    private long feed() {
        feeder.feed();
        recovered = true;
        dispatcher.pump();
        return FEED_MS;
    }

    private long tick() {
        long now = clock.millis();
        watchdog.tick();
        accounting.tick();
        sweep.tick(now);
        if (backlog.tick(now)) {
            dispatcher.pump();
        }
        if (now >= nextAgain || now < nextAgain - AGAIN_MS) { // or the clock was put back
            nextAgain = now + AGAIN_MS;
            records.again();
            breakers.look();
            lanes.second();
            tasks.second();
        }
        providers.tick(now);
        if (now >= deadlines.next()) {
            late.wake();
        }
        if (now >= nextFeed || now < nextFeed - FEED_MS) {
            nextFeed = now + FEED_MS;
            joins.prune();
            feed.wake();
        }
        return Math.clamp(backlog.timeline().next() - now, 1, TICK_MS);
    }

    @Override
    public void changed(Kind kind, String id) {
        if (kind == Kind.TASK) {
            providers.changed(id);
        }
    }

    @Override
    public void revoked(RevisionRef revision, String why) {
        providers.revoked(revision, why);
    }

    @Override
    public CompletionStage<Submitted> submit(RunRequest request) {
        return request.joining() == null
                ? submit(request, store::insert)
                : joins.submit(request, this::submit);
    }

    CompletionStage<Submitted> submit(
            RunRequest request, Function<NewRun, CompletableFuture<Long>> write) {
        NewRun run;
        try {
            run = prepare(request);
        } catch (GantryException e) {
            return CompletableFuture.failedFuture(e);
        }
        return acceptance
                .write(run, write)
                .thenApply(id -> new Submitted(RunIds.text(id), id != run.id()));
    }

    @Override
    public CompletableFuture<Long> insert(NewRun run) {
        return acceptance.write(run, store::insert);
    }

    @Override
    public NewRun prepare(RunRequest request) {
        if (!accepting) {
            throw new GantryException(GantryException.Code.UNAVAILABLE, STOPPING);
        }
        return submission.prepare(request);
    }

    @Override
    public void accepted(NewRun run) {
        acceptance.accepted(run);
    }

    @Override
    public void dropped(NewRun run, Throwable failure) {
        acceptance.dropped(run, failure);
    }

    @Override
    public void cancel(long id, String reason) {
        cancelling.cancelIfOpen(id, reason);
    }

    @Override
    public Map<Long, String> open(String trigger) {
        return listing.open(trigger);
    }

    @Override
    public Map<Long, Instant> ended(List<Long> runs) {
        return reading.ended(runs);
    }

    @Override
    public String name(long id) {
        return RunIds.text(id);
    }

    @Override
    public Optional<Run> find(String id) {
        return reading.find(id);
    }

    @Override
    public Page<Run> list(RunQuery query) {
        return listing.list(query);
    }

    @Override
    public CompletionStage<Run> whenFinished(String id) {
        return reading.whenFinished(id).copy();
    }

    @Override
    public Run cancel(String id, String reason) {
        cancelling.cancel(id, reason);
        return find(id).orElseThrow(() -> RunIds.unknown(id));
    }

    @Override
    public List<Attempt> attempts(String id) {
        return reading.attempts(id);
    }

    @Override
    public List<LogLine> logs(String id, long afterSeq, int limit) {
        return reading.logs(id, afterSeq, limit);
    }

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public Optional<String> missing() {
        if (!accepting) {
            return Optional.of("Gantry stops");
        }
        return recovered || lives.size() > 0
                ? membership().missing()
                : Optional.of("the runs of the last start are being picked up");
    }

    /** The limits of task types. */
    TaskBook tasks() {
        return tasks;
    }

    /** Whose runs they are. */
    TenantBook tenants() {
        return tenants;
    }

    Histories histories() {
        return histories;
    }

    /** How people steer its runs. */
    Steering steering() {
        return steering;
    }

    LiveRuns lives() {
        return lives;
    }

    Backlog backlog() {
        return backlog;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    int running() {
        return running.size();
    }

    /** Attempts that wait for other runs. */
    int resting() {
        return resting.count();
    }

    /** Lets running attempts end as far as their time goes; the rest is for the next start. */
    @Override
    public void close() throws InterruptedException {
        accepting = false;
        reading.stops();
        dispatcher.close();
        feed.close();
        late.close();
        drain.await();
        watch.close();
        drain.settle();
        logs.close();
        accounting.close();
        sharing.close();
        reading.stopped();
    }
}
