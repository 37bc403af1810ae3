const answers = new Map()

exports.answer = (question) => {
  const answer = { question, words: Array.from({ length: 5000 }, (_, at) => `${question} ${at}`) }
  answers.set(question, answer)
  if (answers.size > 6) answers.delete(answers.keys().next().value)
  return answer
}
