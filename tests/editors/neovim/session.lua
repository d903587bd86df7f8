-- Run by `run`: sets brickline up as a user would, then checks what Neovim sees. Leaves with an error code when it fails.
vim.opt.runtimepath:append(vim.env.BRICKLINE_NEOVIM)
vim.cmd('filetype on')
require('brickline').setup({ cmd = { vim.env.BRICKLINE, 'server' } })

local patience = 30000

local function say(text)
  io.stdout:write(text .. '\n')
end

local function codes(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    local lsp = diagnostic.user_data and diagnostic.user_data.lsp or {}
    table.insert(found, ('%d:%s'):format(diagnostic.lnum + 1, diagnostic.code or lsp.code or '?'))
  end
  table.sort(found)
  return table.concat(found, ' ')
end

local function expect(what, wanted, get)
  local ok = vim.wait(patience, function()
    return get() == wanted
  end, 20)
  if not ok then
    error(('%s: expected %q, got %q'):format(what, wanted, get()))
  end
  say(('%s: %s'):format(what, wanted == '' and 'none' or wanted))
end

-- The actions for one line, as the editor would ask for them.
local function actions(buffer, line)
  local text = vim.api.nvim_buf_get_lines(buffer, line - 1, line, false)[1]
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = { start = { line = line - 1, character = 0 }, ['end'] = { line = line - 1, character = #text } },
    context = { diagnostics = {}, triggerKind = 1 },
  }
  local offered = {}
  for _, answer in pairs(vim.lsp.buf_request_sync(buffer, 'textDocument/codeAction', params, patience) or {}) do
    vim.list_extend(offered, answer.result or {})
  end
  return offered
end

local function apply(buffer, line, title)
  local client = (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
  for _, action in ipairs(actions(buffer, line)) do
    if action.title == title then
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding or 'utf-16')
      say(('applied %q, columns in %s'):format(title, client.offset_encoding or 'utf-16'))
      return
    end
  end
  error(('no action %q on line %d'):format(title, line))
end

-- The answer to a request about a place of the file that is open; line and column from 0, in ASCII.
local function ask(buffer, method, line, column, more)
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    position = { line = line, character = column },
  }
  for key, value in pairs(more or {}) do
    params[key] = value
  end
  for _, answer in pairs(vim.lsp.buf_request_sync(buffer, 'textDocument/' .. method, params, patience) or {}) do
    return answer.result
  end
end

-- The YAML of a bundle: a candidate, a definition in another file, a name changed in both.
local function run_bundle()
  vim.cmd('edit resources/nightly.job.yml')
  local buffer = vim.api.nvim_get_current_buf()
  expect('the server knows YAML', 'true', function()
    return tostring(#(ask(buffer, 'documentSymbol', 0, 0) or {}) > 0)
  end)
  local candidates = ask(buffer, 'completion', 9, 31)
  say('candidate: ' .. candidates.items[1].label)
  if candidates.items[1].label ~= 'var.catalog' then
    error('no candidate var.catalog')
  end
  local place = ask(buffer, 'definition', 9, 31)[1]
  if not (place.uri:match('databricks.yml$') and place.range.start.line == 5) then
    error('the definition is at ' .. vim.inspect(place))
  end
  local client = (vim.lsp.get_clients or vim.lsp.get_active_clients)()[1]
  local edit = ask(buffer, 'rename', 9, 31, { newName = 'lake' })
  vim.lsp.util.apply_workspace_edit(edit, client.offset_encoding or 'utf-16')
  local here = vim.api.nvim_buf_get_lines(buffer, 9, 10, false)[1]
  local there = vim.api.nvim_buf_get_lines(vim.fn.bufnr('databricks.yml'), 5, 6, false)[1]
  if here ~= '              catalog: ${var.lake}' or there ~= '  lake:' then
    error(('renaming left %q and %q'):format(here, there))
  end
  say('renamed a variable in two files')
end

local function run()
  local buffer = vim.api.nvim_get_current_buf()
  local function found()
    return codes(buffer)
  end
  expect('findings', '12:unfiltered-delete 7:deprecated-trigger-once', found)
  apply(buffer, 7, 'use availableNow')
  local line = vim.api.nvim_buf_get_lines(buffer, 6, 7, false)[1]
  local fixed = 'label = "😀"; query = writer.trigger(availableNow=True).toTable("main.silver.events")'
  if line ~= fixed then
    error('the fix left ' .. line)
  end
  expect('after the fix', '12:unfiltered-delete', found)
  apply(buffer, 12, 'Ignore unfiltered-delete here')
  expect('after the comment', '', found)
  vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { '# MAGIC ;', '# MAGIC UPDATE main.silver.events SET a = 1' })
  expect('after typing', '14:unfiltered-delete', found)
  vim.cmd('set hidden')
  run_bundle()
end

vim.api.nvim_create_autocmd('VimEnter', {
  -- The files that are opened below are to start the server, too.
  nested = true,
  callback = function()
    local version = vim.version()
    say(('Neovim %d.%d.%d'):format(version.major, version.minor, version.patch))
    local ok, problem = pcall(run)
    if ok then
      vim.cmd('qall!')
    else
      say(tostring(problem))
      vim.cmd('cquit 1')
    end
  end,
})
