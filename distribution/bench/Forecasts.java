import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How good forecasts are on a folder of hourly series in the form of the M4 competition: train.csv and the 48 hours that
 * follow in test.csv, a series a line, its id first. Starts {@link ForecastTable} on the classes that Maven built.
 */
void main(String[] args) throws Exception {
    Path classes = Node.ROOT.resolve("framework/analysis/target/classes");
    if (args.length != 1 || !Files.exists(Path.of(args[0], "train.csv")) || !Files.exists(Path.of(args[0], "test.csv"))) {
        throw new IOException("Which folder? java distribution/bench/Forecasts.java FOLDER, with train.csv and test.csv in it");
    }
    if (!Files.exists(classes)) {
        throw new IOException("Build first: mvn -q -DskipTests package");
    }
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:+UseSerialGC", "-cp", classes.toString(),
            Node.ROOT.resolve("distribution/bench/ForecastTable.java").toString(), args[0])
            .inheritIO().start();
    System.exit(process.waitFor());
}
