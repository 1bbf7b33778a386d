// Where on the timeline a problem of the document is.

/** Gives problems the frame they are about, where their path leads to one. */
export function placed(problems, episode) {
  const at = (list, problem, name) => {
    const own = list?.find((item) => item.path && problem.path?.startsWith(item.path));
    const index = problem.path?.match(new RegExp(`^${name}\\[(\\d+)\\]`))?.[1];
    return own ?? (index === undefined || list?.some((item) => item.path) ? undefined : list?.[Number(index)]);
  };
  const lines = (episode.outputs ?? []).flatMap((output) => output.dialogue);
  const cues = (problem) => problem.line && (episode.outputs ?? []).filter((output) => output.subtitles === problem.file)
    .flatMap((output) => output.cues).findLast((cue) => cue.line && cue.line <= problem.line);
  return problems.map((problem) => {
    const item = at(episode.shots, problem, "shots") ?? at(episode.overlays, problem, "overlays") ?? at(episode.texts, problem, "texts")
      ?? at(episode.music, problem, "audio\\.music") ?? at(lines, problem, "-") ?? (cues(problem) || undefined);
    return item ? { ...problem, frame: item.start } : problem;
  });
}
