import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs {@link FelixHost} in a process of its own, and reads what it found. */
final class Peer {
    private static final Path FILE_INSTALL = Node.BENCH.resolve("peer/fileinstall.jar");

    private Peer() {}

    /** What the peer did: calls that failed, and the longest pause around each swap, and without, in milliseconds. */
    record Result(long failed, List<Double> pauses, List<Double> without) {}

    /**
     * @param quick calls per second by the callers whose calls are short
     * @param steady calls per second by the steady callers
     * @param interval milliseconds from drop to drop
     */
    static Result run(int swaps, int baseline, double quick, double steady, double interval) throws Exception {
        Path home = Node.home("fileinstall");
        Path plain = home.resolve("plain.jar");
        Jars.copy(Node.PLUGIN, plain, Map.of(
                "Import-Package", "org.osgi.framework",
                "Bundle-Activator", "dev.gantry.bench.plugin.PeerActivator",
                "Provide-Capability", ""), 0);
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseG1GC", "-cp", felix().toString(),
                Node.ROOT.resolve("distribution/bench/FelixHost.java").toString(),
                home.toString(), FILE_INSTALL.toString(), plain.toString(),
                Integer.toString(swaps), Integer.toString(baseline), Double.toString(quick), Double.toString(steady), Double.toString(interval))
                .redirectErrorStream(true).redirectOutput(home.resolve("output.txt").toFile()).start();
        if (!process.waitFor(60 + baseline + (long) (swaps * Math.max(interval, 2000) / 1000), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() != 0) {
            throw new IOException("FileInstall: " + Files.readString(home.resolve("output.txt")));
        }
        Files.readAllLines(home.resolve("figures.txt")).forEach(IO::println);
        List<String> result = Files.readAllLines(home.resolve("result.txt"));
        return new Result(Long.parseLong(result.getFirst()), numbers(result.get(1)), numbers(result.get(2)));
    }

    private static List<Double> numbers(String line) {
        return Arrays.stream(line.split(" ")).map(Double::valueOf).toList();
    }

    /** The same framework that Gantry has. */
    private static Path felix() throws IOException {
        try (Stream<Path> files = Files.list(Node.INSTALLATION.resolve("lib"))) {
            return files.filter(f -> f.getFileName().toString().startsWith("org.apache.felix.framework")).findFirst().orElseThrow();
        }
    }
}
