import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Apache Felix with FileInstall, whose watched folder gets version after version, while as many callers as Gantry has
 * call the plugin's service, looked up anew for each call, at the same rate. Started by {@link Peer}.
 */
final class FelixHost {
    /** Milliseconds from one look at the folder to the next; the default is 2,000. */
    private static final String POLL = "100";

    private final BundleContext context;
    private final Path log;
    private final AtomicInteger newest = new AtomicInteger(-1);
    private final LongAdder succeeded = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final Gaps successes = new Gaps();
    private volatile boolean over;

    private FelixHost(BundleContext context, Path log) {
        this.context = context;
        this.log = log;
    }

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Path fileInstall = Path.of(args[1]);
        Path watched = Files.createDirectories(home.resolve("watched"));
        Map<String, String> settings = new HashMap<>(Map.of(
                Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString(),
                "felix.fileinstall.dir", watched.toString(),
                "felix.fileinstall.tmpdir", home.resolve("tmp").toString(),
                "felix.fileinstall.poll", POLL,
                "felix.fileinstall.noInitialDelay", "true",
                "felix.fileinstall.log.level", "1"));
        Framework felix = new org.apache.felix.framework.FrameworkFactory().newFramework(settings);
        felix.start();
        Bundle bundle = felix.getBundleContext().installBundle(fileInstall.toUri().toString());
        bundle.start();
        FelixHost host = new FelixHost(felix.getBundleContext(), home.resolve("executions.txt"));
        int code = 0;
        try {
            host.measure(home, watched.resolve("bench.jar"), Path.of(args[2]), Integer.parseInt(args[3]),
                    Integer.parseInt(args[4]), Double.parseDouble(args[5]), Double.parseDouble(args[6]), Double.parseDouble(args[7]));
        } catch (Exception e) {
            e.printStackTrace();
            code = 1;
        }
        felix.stop();
        felix.waitForStop(10_000);
        System.exit(code);
    }

    private void measure(Path home, Path target, Path plain, int swaps, int baseline,
            double quickRate, double steadyRate, double interval) throws Exception {
        Path next = home.resolve("next.jar");
        Jars.numbered(plain, next, 0);
        Jars.drop(next, target);
        while (context.getServiceReferences(Function.class, "(task=bench.swap)").isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        List<Thread> callers = new ArrayList<>();
        int quick = Load.MIX.getFirst().callers() + Load.MIX.get(1).callers();
        for (Load.Kind kind : Load.MIX) {
            long pace = kind.to() < Load.LONG ? (long) (1e9 * quick / quickRate) : 0;
            for (int i = 0; i < kind.callers(); i++) {
                callers.add(Thread.ofVirtual().start(() -> call(kind, pace)));
            }
        }
        for (int i = 0; i < Load.STEADY; i++) {
            callers.add(Thread.ofPlatform().start(() -> steady((long) (1e9 * Load.STEADY / steadyRate))));
        }
        TimeUnit.SECONDS.sleep(10);
        Gaps.Window quiet = new Gaps.Window(System.nanoTime(), System.nanoTime() + TimeUnit.SECONDS.toNanos(baseline));
        TimeUnit.SECONDS.sleep(baseline);
        List<Gaps.Window> windows = new ArrayList<>();
        long before = succeeded.sum();
        long begin = System.nanoTime();
        for (int swap = 1; swap <= swaps; swap++) {
            Jars.numbered(plain, next, swap);
            long start = System.nanoTime();
            Jars.drop(next, target);
            while (newest.get() < swap) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(30)) {
                    throw new TimeoutException("version 1." + swap + ".0 never came");
                }
                LockSupport.parkNanos(500_000);
            }
            LockSupport.parkNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(150), start + (long) (interval * 1e6) - System.nanoTime()));
            windows.add(new Gaps.Window(start, System.nanoTime()));
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long calls = succeeded.sum() - before;
        over = true;
        for (Thread caller : callers) {
            caller.join();
        }
        report(home, windows, quiet, calls / seconds, seconds * 1000 / swaps);
    }

    private void report(Path home, List<Gaps.Window> windows, Gaps.Window quiet, double rate, double interval) throws Exception {
        List<Double> pauses = successes.longest(windows);
        long length = (long) Figures.median(windows.stream().map(w -> (double) (w.to() - w.from())).toList());
        List<Double> without = successes.longest(Gaps.cut(quiet.from(), quiet.to(), length));
        long failed = failures.values().stream().mapToLong(LongAdder::sum).sum();
        List<String> lines = new ArrayList<>();
        lines.add(String.format("FileInstall, a look each %s ms: %,.0f calls/s, a swap each %.0f ms", POLL, rate, interval));
        lines.add(String.format("  succeeded %,d, failed %,d", succeeded.sum(), failed));
        new TreeMap<>(failures).forEach((what, times) -> lines.add(String.format("    %,8d %s", times.sum(), what)));
        lines.add(String.format("  longest time without a call that succeeds, in windows of %.0f ms", length / 1e6));
        lines.add(line("around each swap", pauses));
        lines.add(line("without swaps", without));
        Files.write(home.resolve("figures.txt"), lines);
        Files.writeString(home.resolve("result.txt"), failed + "\n" + words(pauses) + "\n" + words(without) + "\n");
    }

    private static String words(List<Double> values) {
        return String.join(" ", values.stream().map(Object::toString).toList());
    }

    private static String line(String name, List<Double> values) {
        return String.format("    %-36s p50 %.1f, p99 %.1f, max %.1f ms", name,
                Figures.median(values), Figures.percentile(values, 99), Figures.max(values));
    }

    private void call(Load.Kind kind, long pace) {
        while (!over) {
            long start = System.nanoTime();
            int millis = ThreadLocalRandom.current().nextInt(kind.from(), kind.to() + 1);
            boolean good = once(millis);
            if (good && kind.to() == 0) {
                successes.add(System.nanoTime());
            }
            if (!good && System.nanoTime() - start < millis * 1_000_000L) {
                // what failed early is not asked for more often than what works
                rest(start + millis * 1_000_000L);
            }
            rest(start + pace);
        }
    }

    /** Until a moment; a plain park may end at once, after a lock that was waited for. */
    private static void rest(long until) {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void steady(long pace) {
        while (!over) {
            long start = System.nanoTime();
            if (once(0)) {
                successes.add(System.nanoTime());
            }
            rest(start + pace);
        }
    }

    /** One call; {@code false} if it failed, which is counted by what it failed with. */
    @SuppressWarnings("unchecked")
    private boolean once(int millis) {
        try {
            ServiceReference<Function> reference = context.getServiceReferences(Function.class, "(task=bench.swap)")
                    .stream().findFirst().orElse(null);
            Function<String, String> work = reference == null ? null : context.getService(reference);
            if (work == null) {
                return failed("no service");
            }
            try {
                String[] seen = work.apply("run " + millis + " " + log).split(" ", 2);
                if (!seen[0].equals(seen[1])) {
                    return failed("began on one revision, ended on another");
                }
                newest.accumulateAndGet(Integer.parseInt(seen[0].substring(6)), Math::max);
                succeeded.increment();
                return true;
            } finally {
                context.ungetService(reference);
            }
        } catch (Exception | LinkageError e) {
            Throwable cause = e.getCause() != null ? e.getCause() : e;
            return failed("in flight: " + cause.getClass().getName()
                    + (cause instanceof LinkageError ? "" : " " + String.valueOf(cause.getMessage()).replaceAll("\\d{8}", "N")));
        }
    }

    private boolean failed(String what) {
        failures.computeIfAbsent(what, w -> new LongAdder()).increment();
        return false;
    }
}
