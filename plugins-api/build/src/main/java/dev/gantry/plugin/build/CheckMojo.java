package dev.gantry.plugin.build;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The goal {@code check}: judges the plugin's JAR by {@link Main}, run by a JDK of its own. */
public final class CheckMojo extends AbstractMojo {
    private static final int NEEDED = 25;
    private static final Set<String> OPTIONS =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    // set by Maven, see META-INF/maven/plugin.xml
    private File jar;
    private boolean skip;
    private MavenProject project;
    private MavenSession session;
    private ToolchainManager toolchains;

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (skip || !project.getPackaging().equals("jar")) {
            return;
        }
        if (!jar.isFile()) {
            getLog().warn("there is no " + jar.getName() + " to judge");
            return;
        }
        List<String> said = new ArrayList<>();
        int code = run(said);
        if (code == 0) {
            return;
        }
        if (code != 1) {
            throw new MojoExecutionException(
                    jar.getName() + " cannot be judged: " + String.join("; ", said));
        }
        said.forEach(fault -> getLog().error(jar.getName() + ": " + fault));
        String first = jar.getName() + ": " + said.get(0);
        int more = said.size() - 1;
        throw new MojoFailureException(
                more == 0 ? first : first + " (and " + more + " more, see above)");
    }

    private int run(List<String> said) throws MojoExecutionException {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8"));
        command.addAll(List.of("-cp", here(), Main.class.getName(), jar.getPath()));
        for (Artifact artifact : project.getArtifacts()) {
            boolean outside =
                    Artifact.SCOPE_PROVIDED.equals(artifact.getScope())
                            && artifact.getFile() != null
                            && artifact.getFile().isFile();
            if (outside) {
                command.add(artifact.getFile().getPath());
            }
        }
        try {
            Process process = quiet(new ProcessBuilder(command)).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            output.lines().forEach(said::add);
            return process.waitFor();
        } catch (IOException e) {
            throw new MojoExecutionException(command.get(0) + " does not start: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("interrupted", e);
        }
    }

    /** Nothing is said but what it says: Java tells of options that it finds in its environment. */
    static ProcessBuilder quiet(ProcessBuilder java) {
        java.environment().keySet().removeAll(OPTIONS);
        return java.redirectErrorStream(true);
    }

    private String java() throws MojoExecutionException {
        Toolchain jdk = toolchains.getToolchainFromBuildContext("jdk", session);
        String tool = jdk == null ? null : jdk.findTool("java");
        if (tool != null) {
            return tool;
        }
        if (Runtime.version().feature() >= NEEDED) {
            return Path.of(System.getProperty("java.home"), "bin", "java").toString();
        }
        throw new MojoExecutionException(
                "a plugin is judged by a JDK "
                        + NEEDED
                        + ", and this build has none: use gantry-plugin-parent, whose toolchain"
                        + " finds it, or run Maven on a JDK "
                        + NEEDED);
    }

    private static String here() throws MojoExecutionException {
        try {
            return Path.of(
                            CheckMojo.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new MojoExecutionException("this JAR cannot be found", e);
        }
    }
}
