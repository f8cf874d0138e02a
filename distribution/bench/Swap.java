import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Hot swap of the built distribution, judged from outside. See README.md beside this file.
 *
 * <pre>java [-Dswaps=N] distribution/bench/Swap.java soak|drop|peer</pre>
 */
final class Swap {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long REST = TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("rest", 150));

    private final Node node;
    private final Path log;
    private final Oracle oracle;
    private final Load load;
    private int number;

    /** What a series of swaps gave; times in milliseconds. */
    private record Series(List<Gaps.Window> windows, List<Double> took) {}

    private Swap(String name) throws Exception {
        Path home = Node.home(name);
        this.log = home.resolve("executions.txt");
        this.oracle = new Oracle(log);
        prepare(0);
        Jars.drop(prepared(), home.resolve("bundles/bench.jar"));
        this.node = Node.start(home, System.getProperty("opts", ""));
        this.load = new Load(node, oracle, log);
    }

    public static void main(String[] args) throws Exception {
        Node.requireBuild();
        Files.createDirectories(Node.WORK);
        boolean good = switch (args.length == 0 ? "" : args[0]) {
            case "soak" -> soak(Integer.getInteger("swaps", 1000), Integer.getInteger("baseline", 30));
            case "drop" -> drop(Integer.getInteger("drops", 200));
            case "peer" -> peer(Integer.getInteger("swaps", 100), Integer.getInteger("baseline", 15));
            default -> throw new IllegalArgumentException("say soak, drop or peer");
        };
        if (!good) {
            System.exit(1);
        }
    }

    private static Path prepared() {
        return Node.WORK.resolve("next.jar");
    }

    private void prepare(int next) throws Exception {
        number = next;
        Jars.numbered(Node.PLUGIN, prepared(), next);
        oracle.expect(next, Jars.sha256(prepared()));
    }

    /** Many swaps under load: nothing is lost, the curves stay flat, the pauses are short. */
    private static boolean soak(int swaps, int baseline) throws Exception {
        Swap swap = new Swap("swap-soak");
        IO.println("swap-soak: " + swaps + " swaps under load");
        swap.load.start();
        TimeUnit.SECONDS.sleep(Integer.getInteger("warm", 15));
        List<Gaps.Window> quiet = new ArrayList<>(swap.quiet(baseline));
        Series series;
        Map<String, double[]> all;
        long before = swap.oracle.finished.sum();
        long start = System.nanoTime();
        try (Curves curves = new Curves(swap.node, swap.oracle.finished::sum); Wire wire = new Wire(swap.node)) {
            series = swap.series(swaps, 0, curves, wire);
            all = curves.all();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = (swap.oracle.finished.sum() - before) / seconds;
        quiet.addAll(swap.quiet(baseline));
        boolean clean = swap.settle();
        Path picture = Node.BENCH.resolve("swap-soak.svg");
        Chart.write(picture, swaps + " swaps under load", swaps + " swaps, " + Math.round(seconds) + " s", all);
        IO.println(String.format("  %,.0f runs/s over %.0f s; a swap each %.0f ms", rate, seconds, seconds * 1000 / swaps));
        boolean right = swap.oracle.report();
        swap.pauses(series, quiet);
        IO.println("  curves: mean of the first tenth, of the last, and the ratio");
        all.forEach((name, curve) -> IO.println(String.format("    %-32s %,12.1f %,12.1f   %.2f", name, mean(curve, true), mean(curve, false), Figures.growth(curve))));
        IO.println("  picture: " + Node.ROOT.relativize(picture));
        return right && clean;
    }

    private static double mean(double[] curve, boolean first) {
        int tenth = Math.max(1, curve.length / 10);
        int from = first ? 0 : curve.length - tenth;
        return java.util.Arrays.stream(curve, from, from + tenth).average().orElseThrow();
    }

    /** From the rename of a JAR into the folder to runs of the new version. */
    private static boolean drop(int drops) throws Exception {
        Swap swap = new Swap("swap-drop");
        IO.println("swap-drop: from the rename into bundles/ to a run of the new version, " + drops + " drops each");
        boolean right;
        try (Wire wire = new Wire(swap.node)) {
            swap.drops(wire, 5);
            swap.drops(wire, drops).print("idle");
            swap.load.start();
            TimeUnit.SECONDS.sleep(10);
            swap.drops(wire, drops).print("under load");
        }
        right = swap.settle();
        return swap.oracle.report() && right;
    }

    private record Drops(List<Double> accepted, List<Double> finished) {

        void print(String name) {
            Figures.tail(name + ": accepted", accepted, "ms");
            Figures.tail(name + ": finished", finished, "ms");
        }
    }

    /** Submits, one after another, until one run is on the new version. */
    private Drops drops(Wire wire, int count) throws Exception {
        Drops drops = new Drops(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < count; i++) {
            prepare(number + 1);
            long start = System.nanoTime();
            Jars.drop(prepared(), node.home.resolve("bundles/bench.jar"));
            while (true) {
                int floor = oracle.newest();
                Wire.Answer run = wire.send("POST", "/api/v1/tasks/bench.swap/runs", "{\"params\":{\"log\":\"" + log + "\"}}");
                long accepted = System.nanoTime();
                oracle.accepted(run.member("id"));
                Wire.Answer end = wire.send("GET", "/api/v1/runs/" + run.member("id") + "?wait=PT30S", "");
                long finished = System.nanoTime();
                oracle.finished(run.member("id"), end, floor);
                if (("1." + number + ".0").equals(end.member("version"))) {
                    drops.accepted().add((accepted - start) / 1e6);
                    drops.finished().add((finished - start) / 1e6);
                    break;
                }
                if (finished - start > PATIENCE) {
                    throw new TimeoutException("version 1." + number + ".0 never took a run: " + end.body());
                }
                LockSupport.parkNanos(500_000);
            }
            LockSupport.parkNanos(REST);
        }
        return drops;
    }

    /** The same work and the same drops under Felix FileInstall, in the same run. */
    private static boolean peer(int swaps, int baseline) throws Exception {
        Swap swap = new Swap("swap-peer");
        IO.println("swap-peer: " + swaps + " swaps of the same plugin under the same load");
        swap.load.start();
        TimeUnit.SECONDS.sleep(10);
        List<Gaps.Window> quiet = swap.quiet(baseline);
        long before = swap.oracle.finished.sum();
        long quick = swap.load.quickRuns.sum();
        long steady = swap.load.steadyRuns.sum();
        long start = System.nanoTime();
        Series series = swap.series(swaps, TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("interval", 500)), null, null);
        double seconds = (System.nanoTime() - start) / 1e9;
        double rate = (swap.oracle.finished.sum() - before) / seconds;
        double quickRate = (swap.load.quickRuns.sum() - quick) / seconds;
        double steadyRate = (swap.load.steadyRuns.sum() - steady) / seconds;
        boolean clean = swap.settle();
        IO.println(String.format("Gantry: %,.0f runs/s (%,.0f quick, %,.0f steady), a swap each %.0f ms", rate, quickRate, steadyRate, seconds * 1000 / swaps));
        boolean right = swap.oracle.report();
        swap.pauses(series, quiet);
        List<Double> without = swap.load.acceptances.longest(cut(series, quiet));
        List<Double> ours = swap.load.acceptances.longest(series.windows());
        Peer.Result theirs = Peer.run(swaps, baseline, quickRate, steadyRate, seconds * 1000 / swaps);
        IO.println("Gantry beside FileInstall");
        IO.println(String.format("  %-38s %,d : %,d", "calls failed or lost", swap.oracle.failed.sum() + swap.oracle.refused.sum(), theirs.failed()));
        for (double percent : new double[] {50, 99}) {
            double a = Figures.percentile(ours, percent);
            double b = Figures.percentile(theirs.pauses(), percent);
            IO.println(String.format("  %-38s %.1f ms : %.1f ms, ratio 1 : %.1f", "pause p" + Math.round(percent), a, b, b / a));
            double c = Figures.percentile(without, percent);
            double d = Figures.percentile(theirs.without(), percent);
            IO.println(String.format("  %-38s %.1f ms : %.1f ms", "  the same without swaps", c, d));
        }
        return right && clean;
    }

    /** Swaps one after another; the next comes when the last has taken a run, a rest later, and not before {@code interval}. */
    private Series series(int swaps, long interval, Curves curves, Wire wire) throws Exception {
        List<Double> took = new ArrayList<>();
        List<Gaps.Window> windows = new ArrayList<>();
        int every = Math.max(1, swaps / 40);
        for (int i = 0; i < swaps; i++) {
            prepare(number + 1);
            long start = System.nanoTime();
            Jars.drop(prepared(), node.home.resolve("bundles/bench.jar"));
            while (oracle.newest() < number) {
                if (System.nanoTime() - start > PATIENCE) {
                    throw new TimeoutException("version 1." + number + ".0 never took a run: "
                            + node.body("GET", "/api/v1/plugins/dev.gantry.bench.plugin/why", ""));
                }
                LockSupport.parkNanos(500_000);
            }
            took.add((System.nanoTime() - start) / 1e6);
            LockSupport.parkNanos(Math.max(REST, start + interval - System.nanoTime()));
            windows.add(new Gaps.Window(start, System.nanoTime()));
            if (curves != null && i % every == every - 1) {
                curves.collect(wire);
                LockSupport.parkNanos(REST);
            }
        }
        return new Series(windows, took);
    }

    /** Load alone, for comparison. */
    private List<Gaps.Window> quiet(int seconds) throws InterruptedException {
        long from = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        return List.of(new Gaps.Window(from, System.nanoTime()));
    }

    /** Times without swaps, in windows as long as those around the swaps. */
    private static List<Gaps.Window> cut(Series series, List<Gaps.Window> quiet) {
        long length = (long) Figures.median(series.windows().stream().map(w -> (double) (w.to() - w.from())).toList());
        return quiet.stream().flatMap(w -> Gaps.cut(w.from(), w.to(), length).stream()).toList();
    }

    private void pauses(Series series, List<Gaps.Window> quiet) {
        List<Gaps.Window> cut = cut(series, quiet);
        long length = cut.getFirst().to() - cut.getFirst().from();
        IO.println(String.format("  longest time without an accepted run, in windows of %.0f ms", length / 1e6));
        Figures.tail("  any caller, around each swap", load.acceptances.longest(series.windows()), "ms");
        Figures.tail("  any caller, without swaps", load.acceptances.longest(cut), "ms");
        Figures.tail("  two steady callers, around each swap", load.steady.longest(series.windows()), "ms");
        Figures.tail("  two steady callers, without swaps", load.steady.longest(cut), "ms");
        Figures.tail("rename to the first finished run", series.took(), "ms");
    }

    /** Ends the load and the node; all revisions but the last must be gone, and their classes after some collections. */
    private boolean settle() throws Exception {
        load.stop();
        boolean clean = false;
        String left = "";
        try (Wire wire = new Wire(node)) {
            for (int i = 0; i < 600 && !clean; i++) {
                if (i % 20 == 0) {
                    Curves.collect(node);
                }
                Wire.Answer plugin = wire.send("GET", "/api/v1/plugins/dev.gantry.bench.plugin", "");
                int staying = plugin.count("\"state\":") - plugin.count("\"state\":\"retired\"");
                double leaked = Curves.sum(wire.send("GET", "/metrics", "").body(), "gantry_plugin_leaked_loaders");
                left = staying + " revisions are still there, " + Math.round(leaked) + " class loaders leaked";
                clean = staying == 1 && leaked == 0;
                if (!clean) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
            }
        }
        node.close();
        oracle.close();
        IO.println("  at the end: " + left);
        return clean;
    }
}
