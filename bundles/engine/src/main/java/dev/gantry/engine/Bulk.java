package dev.gantry.engine;

import dev.gantry.spi.run.BulkRequest;
import dev.gantry.spi.run.BulkResult;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.Page;
import dev.gantry.spi.run.Run;
import dev.gantry.spi.run.RunQuery;
import dev.gantry.spi.run.RunState;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Does one thing to many runs, page by page, for a bounded time; the runs of a page at one time, so
 * that their writes share commits. Thread-safe.
 */
final class Bulk {
    private static final int PAGE = 500;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final RunListing listing;

    Bulk(RunListing listing) {
        this.listing = listing;
    }

    /** What came of one request so far. */
    private static final class Count {
        private final List<String> first = new ArrayList<>();
        private final Map<GantryException.Code, BulkResult.Refusal> refused =
                new EnumMap<>(GantryException.Code.class);
        private int matched;
        private int done;

        void matched(String id) {
            matched++;
            if (first.size() < BulkResult.SHOWN) {
                first.add(id);
            }
        }

        void refused(String id, GantryException e) {
            BulkResult.Refusal before = refused.get(e.code());
            List<String> ids = new ArrayList<>(before == null ? List.of() : before.first());
            if (ids.size() < BulkResult.SHOWN) {
                ids.add(id);
            }
            refused.put(
                    e.code(),
                    new BulkResult.Refusal(
                            e.code(),
                            before == null ? e.getMessage() : before.reason(),
                            before == null ? 1 : before.count() + 1,
                            ids));
        }
    }

    /**
     * @param action what is done to the run of an id
     */
    BulkResult run(BulkRequest request, Consumer<String> action) {
        Count count = new Count();
        long end = System.nanoTime() + LONGEST.toNanos();
        String cursor = request.which().cursor();
        do {
            int size = Math.min(PAGE, request.limit() - count.matched);
            Page<Run> page = listing.list(narrowed(request, size, cursor));
            List<String> ids =
                    page.items().stream()
                            .filter(run -> concerns(request.action(), run))
                            .map(Run::id)
                            .toList();
            ids.forEach(count::matched);
            if (!request.dryRun()) {
                apply(ids, action, count);
            }
            cursor = page.next();
        } while (cursor != null && count.matched < request.limit() && System.nanoTime() < end);
        return new BulkResult(
                count.matched,
                count.done,
                List.copyOf(count.refused.values()),
                count.first,
                cursor);
    }

    private static void apply(List<String> ids, Consumer<String> action, Count count) {
        List<Future<?>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String id : ids) {
                results.add(threads.submit(() -> action.accept(id)));
            }
        }
        for (int i = 0; i < ids.size(); i++) {
            Future<?> result = results.get(i);
            if (result.state() == Future.State.SUCCESS) {
                count.done++;
            } else if (result.exceptionNow() instanceof GantryException e) {
                count.refused(ids.get(i), e);
            } else {
                throw new IllegalStateException(result.exceptionNow());
            }
        }
    }

    private static boolean concerns(BulkRequest.Action action, Run run) {
        return action != BulkRequest.Action.RETRY || run.attempt() > 0;
    }

    /** The query, of those runs only that the action can concern. */
    private static RunQuery narrowed(BulkRequest request, int size, String cursor) {
        RunQuery which = request.which();
        RunState state = which.state();
        RunQuery.Only only = which.only();
        switch (request.action()) {
            case CANCEL, TERMINATE, PAUSE -> only = RunQuery.Only.OPEN;
            case RESUME -> {
                only = RunQuery.Only.OPEN;
                state = state == null ? RunState.PAUSED : state;
            }
            case RETRY -> {
                only = RunQuery.Only.OPEN;
                state = state == null ? RunState.SCHEDULED : state;
            }
            case RERUN -> {
                if (which.result() == null) {
                    only = RunQuery.Only.DEAD_LETTER;
                }
            }
            case DISMISS -> only = RunQuery.Only.DEAD_LETTER;
        }
        return which.page(state, only, size, cursor);
    }
}
