import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Scores what judges series over a folder of the form of the Numenta Anomaly Benchmark, and prints tables. The program itself is among the tests of
 * {@code framework/analysis}, which have to be compiled; this starts it on what was built there.
 */
final class Anomalies {
    private static final Path MODULE = Path.of("framework/analysis/target");

    private Anomalies() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        if (!Files.isDirectory(MODULE.resolve("libraries"))) {
            System.err.println("Run it from the root of the project, after mvn -DskipTests package.");
            System.exit(2);
        }
        List<String> path = new ArrayList<>(
                List.of(MODULE.resolve("classes").toString(), MODULE.resolve("test-classes").toString()));
        try (Stream<Path> libraries = Files.list(MODULE.resolve("libraries"))) {
            libraries.map(Path::toString).sorted().forEach(path::add);
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                String.join(System.getProperty("path.separator"), path),
                "dev.gantry.analysis.anomaly.nab.Anomalies"));
        command.addAll(List.of(args));
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
