package dev.gantry.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The plugins on the class path of a test. */
final class PluginsUnderTest {
    private static final String OFFERS = "Provide-Capability";
    private static final Pattern WORK = Pattern.compile("gantry\\.(task|detector|panel)\\b");

    private PluginsUnderTest() {}

    /**
     * The JARs; a folder of classes is made into one.
     *
     * @param work where that goes
     */
    static List<Path> of(ClassLoader loader, Path work) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (URL url : Collections.list(loader.getResources(JarFile.MANIFEST_NAME))) {
            Manifest manifest = read(url);
            String offers = manifest.getMainAttributes().getValue(OFFERS);
            if (offers != null && WORK.matcher(offers).find()) {
                jars.add(jar(url, manifest, work));
            }
        }
        if (jars.isEmpty()) {
            throw new AssertionError(
                    "no plugin is on the class path of the test: none of its manifests offers a"
                            + " task, a detector or a panel; build it first, as with `mvn package`");
        }
        return jars;
    }

    private static Manifest read(URL url) throws IOException {
        try (var in = url.openStream()) {
            return new Manifest(in);
        }
    }

    private static Path jar(URL url, Manifest manifest, Path work) throws IOException {
        if (url.getProtocol().equals("jar")) {
            URL jar = ((JarURLConnection) url.openConnection()).getJarFileURL();
            return Path.of(URI.create(jar.toString()));
        }
        Path classes = Path.of(URI.create(url.toString())).getParent().getParent();
        String id = manifest.getMainAttributes().getValue("Bundle-SymbolicName").split(";")[0];
        Path jar = work.resolve(id.strip() + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                if (!name.equals(JarFile.MANIFEST_NAME)) {
                    zip.putNextEntry(new JarEntry(name));
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
            }
        }
        return jar;
    }
}
