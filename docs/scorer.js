// Ranks the search: what helps with a task comes before what was once decided.
var Scorer = {
  score: ([docname, , , , score]) => {
    const added = [
      ["administrator/", 12], ["how-to/", 8], ["tutorial/", 6], ["explanation/", 4], ["reference/", 3], ["decisions/", -20],
    ];
    return score + (added.find(([folder]) => docname.startsWith(folder)) ?? ["", 0])[1];
  },
  // Sphinx's own values.
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
