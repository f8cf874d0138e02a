import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The format check of the build, and with {@code fix} its cure. It runs on the JDK that compiles Gantry, since the
 * formatter parses with the compiler of the JDK that it runs on; that is why no Maven plugin does it.
 */
void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    Path root = Path.of(args[1]);
    var formatter = new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());
    List<Path> wrong = new ArrayList<>();
    for (Path file : sources(root)) {
        String before = Files.readString(file);
        String after = formatter.formatSource(
                RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(before, Style.AOSP)));
        if (after.equals(before)) {
            continue;
        }
        wrong.add(root.relativize(file));
        if (fix) {
            Files.writeString(file, after);
        }
    }
    if (fix) {
        IO.println("formatted " + wrong.size() + " files");
    } else if (!wrong.isEmpty()) {
        System.err.println("Not formatted; cure: mvn -q -N validate -Dformat.mode=fix");
        wrong.forEach(file -> System.err.println("  " + file));
        System.exit(1);
    }
}

List<Path> sources(Path root) throws Exception {
    try (var files = Files.walk(root)) {
        return files.filter(f -> f.toString().endsWith(".java"))
                .filter(f -> root.relativize(f).toString().contains("src/"))
                .filter(f -> !root.relativize(f).toString().contains("target/"))
                .sorted()
                .toList();
    }
}
