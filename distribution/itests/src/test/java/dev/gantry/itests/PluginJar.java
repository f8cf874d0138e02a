package dev.gantry.itests;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;

import org.osgi.framework.BundleActivator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** Makes plugin JARs of classes of this module, in any version. */
final class PluginJar {

    private PluginJar() {}

    /** One of those that Gantry ships. */
    static Path sample(String name) throws IOException {
        try (Stream<Path> jars = Files.list(Gantry.INSTALLATION.resolve("bundles"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(name + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static Path make(Path folder, String id, String version, Class<?>... classes) throws Exception {
        return make(folder, id, version, Map.of(), classes);
    }

    /** With further headers of the manifest. */
    static Path make(
            Path folder,
            String id,
            String version,
            Map<String, String> headers,
            Class<?>... classes)
            throws Exception {
        Path here =
                Path.of(
                        PluginJar.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        StringJoiner contents = new StringJoiner(",");
        for (Class<?> type : classes) {
            String folderOf = type.getPackageName().replace('.', '/');
            String pattern = type.getSimpleName();
            File[] files =
                    here.resolve(folderOf)
                            .toFile()
                            .listFiles(
                                    (dir, name) ->
                                            name.equals(pattern + ".class")
                                                    || name.startsWith(pattern + "$"));
            for (File file : files) {
                contents.add(folderOf + "/" + file.getName() + "=" + file.getAbsolutePath());
            }
        }
        try (Builder builder = new Builder()) {
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (Stream.of(
                                "gantry-api",
                                "plugins-api",
                                "gantry-spi",
                                "framework/spi",
                                "osgi.core")
                        .anyMatch(entry::contains)) {
                    builder.addClasspath(new File(entry));
                }
            }
            builder.setProperty("Bundle-SymbolicName", id);
            builder.setProperty("Bundle-Version", version);
            headers.forEach(builder::setProperty);
            contents.add("version.txt;literal='" + version + "'");
            builder.setProperty("-includeresource", contents.toString());
            for (Class<?> type : classes) {
                if (BundleActivator.class.isAssignableFrom(type)) {
                    builder.setProperty("Bundle-Activator", type.getName());
                }
            }
            builder.setProperty("-noimportjava", "true");
            builder.setProperty("-reproducible", "true");
            Jar jar = builder.build();
            if (!builder.isOk()) {
                throw new IllegalStateException(builder.getErrors().toString());
            }
            Path file = folder.resolve(id + "-" + version + ".jar");
            jar.write(file.toFile());
            return file;
        }
    }
}
