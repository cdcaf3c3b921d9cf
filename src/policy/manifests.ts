/**
 * Files by which products take in software of unknown provenance, as patterns: manifests, lockfiles, base images. What
 * names only tools of the build (workflows of a CI system) is not among them.
 */
export const manifests: readonly string[] = [
  'package.json package-lock.json npm-shrinkwrap.json pnpm-lock.yaml pnpm-workspace.yaml yarn.lock bun.lock bun.lockb',
  'deno.json deno.lock Cargo.toml Cargo.lock go.mod go.sum go.work go.work.sum',
  'requirements*.txt constraints*.txt pyproject.toml poetry.lock uv.lock pdm.lock Pipfile Pipfile.lock',
  'setup.py setup.cfg environment.yml Gemfile Gemfile.lock composer.json composer.lock mix.exs mix.lock',
  'pom.xml build.gradle build.gradle.kts gradle.lockfile libs.versions.toml build.sbt',
  '*.csproj *.fsproj *.vbproj packages.config packages.lock.json Directory.Packages.props',
  'conanfile.* conan.lock vcpkg.json vcpkg-configuration.json MODULE.bazel MODULE.bazel.lock',
  'west.yml idf_component.yml dependencies.lock platformio.ini library.json',
  'Package.swift Package.resolved Podfile Podfile.lock pubspec.yaml pubspec.lock',
  '.gitmodules flake.lock Dockerfile Dockerfile.* *.Dockerfile Containerfile',
].flatMap((names) => names.split(' ').map((name) => `**/${name}`));
