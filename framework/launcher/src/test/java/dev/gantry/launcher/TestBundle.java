package dev.gantry.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes bundles out of test classes. */
final class TestBundle {
    private TestBundle() {}

    static void write(Path jar, String name, Class<?> activator) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Activator", activator.getName());
        main.putValue("Import-Package", "org.osgi.framework,org.slf4j;version=\"[1.7,2)\"");
        Files.createDirectories(jar.getParent());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            Class<?> service = dev.gantry.launcher.bundle.ReadyActivator.class;
            add(out, activator.getName());
            add(out, service.getPackageName() + ".Service");
        }
    }

    private static void add(JarOutputStream out, String type) throws IOException {
        String path = type.replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(path));
        try (InputStream in = TestBundle.class.getClassLoader().getResourceAsStream(path)) {
            in.transferTo(out);
        }
        out.closeEntry();
    }
}
