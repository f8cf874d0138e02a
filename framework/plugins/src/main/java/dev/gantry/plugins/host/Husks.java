package dev.gantry.plugins.host;

import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ConstantDescs;
import java.net.URL;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Loads the classes of a resolved bundle without their code: no initialiser, and methods that only
 * throw. Their shape can be read, and whatever reading them may call, nothing of the plugin runs.
 */
final class Husks extends ClassLoader {
    private final Bundle bundle;
    private final ClassLoader source;
    private final Set<String> own;
    private final Set<String> imported;

    Husks(Bundle bundle, PluginManifest manifest) {
        super("husks of " + manifest.id(), null);
        this.bundle = bundle;
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        this.source = wiring.getClassLoader();
        this.own = manifest.classes();
        this.imported =
                wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .map(
                                wire ->
                                        (String)
                                                wire.getCapability()
                                                        .getAttributes()
                                                        .get(PackageNamespace.PACKAGE_NAMESPACE))
                        .collect(Collectors.toSet());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!own.contains(name)
                || imported.contains(name.substring(0, Math.max(name.lastIndexOf('.'), 0)))) {
            return bundle.loadClass(name);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] husk;
        URL url = source.getResource(name.replace('.', '/') + ".class");
        if (url == null) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream in = url.openStream()) {
            husk = husk(in.readAllBytes());
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        } catch (IllegalArgumentException e) {
            ClassFormatError error = new ClassFormatError(name + ": " + e.getMessage());
            error.initCause(e);
            throw error;
        }
        return defineClass(name, husk, 0, husk.length);
    }

    private static byte[] husk(byte[] bytes) {
        ClassFile files = ClassFile.of();
        ClassModel model = files.parse(bytes);
        ClassTransform emptied =
                (builder, element) -> {
                    if (!(element instanceof MethodModel method)) {
                        builder.with(element);
                    } else if (!method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME)) {
                        builder.withMethod(
                                method.methodName(),
                                method.methodType(),
                                method.flags().flagsMask(),
                                copy -> {
                                    for (var part : method) {
                                        if (part instanceof CodeModel) {
                                            copy.withCode(code -> code.aconst_null().athrow());
                                        } else {
                                            copy.with(part);
                                        }
                                    }
                                });
                    }
                };
        return files.transformClass(model, emptied);
    }
}
