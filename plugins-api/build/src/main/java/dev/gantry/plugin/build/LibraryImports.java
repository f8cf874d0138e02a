package dev.gantry.plugin.build;

import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Clazz;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Descriptors.PackageRef;
import aQute.bnd.service.AnalyzerPlugin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A plugin of bnd: what only the libraries inside a JAR refer to need not be there. Libraries name
 * many packages that they can do without; what the author's own classes need stays needed.
 */
public final class LibraryImports implements AnalyzerPlugin {
    private static final List<String> GANTRYS = List.of("dev.gantry.", "org.osgi.", "org.slf4j");

    /** For bnd. */
    public LibraryImports() {}

    @Override
    public boolean analyzeJar(Analyzer analyzer) {
        Set<PackageRef> own = new HashSet<>();
        Set<String> libraries = new TreeSet<>();
        for (Clazz type : analyzer.getClassspace().values()) {
            boolean authors = analyzer.getJar().getResource(type.getAbsolutePath()) != null;
            for (PackageRef referred : type.getReferred()) {
                if (authors) {
                    own.add(referred);
                }
            }
        }
        for (PackageRef referred : analyzer.getReferred().keySet()) {
            String name = referred.getFQN();
            boolean theirs =
                    !own.contains(referred)
                            && !referred.isJava()
                            && !analyzer.getContained().containsKey(referred)
                            && GANTRYS.stream().noneMatch((name + ".")::startsWith);
            if (theirs) {
                libraries.add(name);
            }
        }
        String given = analyzer.getProperty(Constants.IMPORT_PACKAGE, "*");
        libraries.removeAll(analyzer.parseHeader(given).keySet());
        if (!libraries.isEmpty()) {
            analyzer.setProperty(
                    Constants.IMPORT_PACKAGE,
                    libraries.stream()
                            .map(name -> name + ";resolution:=optional,")
                            .collect(Collectors.joining("", "", given)));
        }
        return false;
    }
}
