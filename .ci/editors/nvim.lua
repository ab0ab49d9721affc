-- Neovim 0.11 and later: what a user has with vim.lsp.config and vim.lsp.enable.
local function say(...) io.stdout:write(table.concat(vim.tbl_map(tostring, { ... }), " ") .. "\n") end
vim.lsp.config("quoteproof", {
  cmd = { vim.env.SERVER, "lsp" },
  filetypes = { "json", "markdown" },
  root_markers = { "quoteproof.toml" },
})
vim.lsp.enable("quoteproof")
vim.cmd("filetype on")
vim.cmd.edit(vim.env.ROOT .. "/claims/a-year-of-measurements.json")
local buf = vim.api.nvim_get_current_buf()
local function client() return vim.lsp.get_clients({ bufnr = buf, name = "quoteproof" })[1] end
assert(vim.wait(15000, function() return client() and client().initialized end), "not attached")
say("encoding", client().offset_encoding, "pull", client().server_capabilities.diagnosticProvider ~= nil)
assert(client().offset_encoding == "utf-8")
local function line_of(words)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(buf, 0, -1, false)) do
    local column = line:find(words, 1, true)
    if column then return number, column - 1, line end
  end
  error(words .. " is not in the text")
end
-- Words before the place that every encoding counts otherwise.
local number, column, line = line_of("is enough")
local changed = line:gsub("A year", "😀é A year"):gsub("is enough", "is sufficient")
vim.api.nvim_buf_set_lines(buf, number - 1, number, false, { changed })
assert(vim.wait(15000, function() return #vim.diagnostic.get(buf) == 1 end), "no diagnostic")
local function underlined()
  local d = vim.diagnostic.get(buf)[1]
  local text = vim.api.nvim_buf_get_text(buf, d.lnum, d.col, d.end_lnum, d.end_col, {})[1]
  return d, text
end
local d, text = underlined()
say("found", d.code, "[" .. text .. "]")
assert(text:find("😀é", 1, true), "another place is underlined")
assert(d.message:find("A year of hourly measurements is enough", 1, true), d.message)
vim.api.nvim_buf_set_lines(buf, number - 1, number, false, { (changed:gsub("😀é ", "")) })
assert(vim.wait(15000, function() local _, t = underlined(); return t == "sufficient" end), "the change is not seen")
local function ask(method, params)
  local answer = assert(client():request_sync(method, params, 10000, buf))
  assert(not answer.err, vim.inspect(answer.err))
  return answer.result
end
vim.api.nvim_win_set_cursor(0, { number, column + 3 })
local at = vim.lsp.util.make_position_params(0, "utf-8")
local hover = ask("textDocument/hover", at).contents.value
say("hover", (hover:gsub("\n+", " | ")))
assert(hover:find("altered", 1, true))
vim.lsp.inlay_hint.enable(true, { bufnr = buf })
assert(vim.wait(10000, function() return #vim.lsp.inlay_hint.get({ bufnr = buf }) == 2 end), "no hints")
say("hint", vim.lsp.inlay_hint.get({ bufnr = buf })[1].inlay_hint.label)
vim.api.nvim_win_set_cursor(0, { number, underlined().col + 2 })
vim.lsp.buf.code_action({ apply = true, filter = function(a) return a.title:find("own words") end })
assert(vim.wait(10000, function() return #vim.diagnostic.get(buf) == 0 end), "not mended")
assert(vim.api.nvim_buf_get_lines(buf, number - 1, number, false)[1] == line, "mended otherwise")
-- A quote out of the document, while the file is broken.
vim.api.nvim_buf_set_lines(buf, number - 1, number, false, { '      "quote": "a year of HOURLY' })
vim.api.nvim_win_set_cursor(0, { number, #'      "quote": "a year of HOURLY' })
local items = ask("textDocument/completion", vim.lsp.util.make_position_params(0, "utf-8")).items
say("offered", items[1].textEdit.newText)
assert(items[1].textEdit.newText:find("^A year of hourly measurements"), "another passage")
vim.cmd("set nomodified")
-- Neovim asks for hints a moment after a change; after the server's end it would be refused.
vim.lsp.inlay_hint.enable(false, { bufnr = buf })
client():stop()
vim.wait(3000, function() return client() == nil end)
say("OK")
vim.cmd("qall!")
